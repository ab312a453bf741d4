"""A small lab whose builds take a second, on the base image of lab 1."""

import pytest

from tests.labs import CHECKS, a_lab
from tutor.model.course import CheckSpec, Limits

SMALL = """FROM node:18-alpine AS build
WORKDIR /app
COPY . .
RUN echo built > out.txt

FROM node:18-alpine
WORKDIR /app
COPY --from=build /app/out.txt server.js ./
CMD ["node", "server.js"]
"""


@pytest.fixture
def app(tmp_path):
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "server.js").write_text(
        "require('http').createServer((q, a) => a.end('Hello from a test')).listen(3000)\n"
    )
    return folder


@pytest.fixture
def lab(app):
    start = SMALL.replace("/app/out.txt server.js", "/app/out.txt /app/server.js")
    checks = (
        *CHECKS,
        CheckSpec("starts", "starts", "It starts", needs=("builds",)),
        CheckSpec(
            "serves", "http", "It serves", {"path": "/", "contains": "Hello from a test"}, needs=("starts",)
        ),
    )
    return a_lab(start=start, app=app, checks=checks, limits=Limits(build_seconds=60, start_seconds=20))

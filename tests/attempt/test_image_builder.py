"""What is made present before a build."""

import pytest

from tests.labs import a_lab
from tutor.attempt import image_builder
from tutor.bases.ensure import BaseReady
from tutor.dockerfile import parse
from tutor.engine.cancel import Cancel


@pytest.fixture
def prepare(monkeypatch, tmp_path):
    """Return a function: the text of a Dockerfile -> the base images that were made present, the request for its build."""
    present = []

    def ensure(engine, reference, cancel, downloads):
        present.append(reference)
        yield BaseReady(reference, stand_in=False)

    monkeypatch.setattr(image_builder, "ensure", ensure)
    monkeypatch.setattr(image_builder, "trusted_base", lambda *_: "multistage-tutor/base:abc")

    def asked(text):
        images = image_builder.ImageBuilder(None, a_lab(), Cancel(), tmp_path)
        list(images.prepare([parse(text)]))
        return present, images.request(parse(text), "attempt", 1.0)

    return asked


@pytest.mark.parametrize(
    "spelling",
    ["node:18-alpine", "docker.io/library/node:18-alpine", "library/node:18-alpine", "index.docker.io/node:18-alpine"],
)  # fmt: skip
def test_a_base_image_is_prepared_however_its_name_is_written(prepare, spelling):
    present, request = prepare(f"FROM {spelling}\n")
    assert present == ["node:18-alpine"]
    assert request.base_substitutes == {"node:18-alpine": "multistage-tutor/base:abc"}


@pytest.mark.parametrize("line", ["COPY --from=node:18-alpine /a /a", "RUN --mount=from=node:18-alpine true"])
def test_images_that_files_come_from_are_prepared(prepare, line):
    assert prepare(f"FROM scratch\n{line}\n")[0] == ["node:18-alpine"]


def test_an_image_that_the_lab_does_not_have_is_prepared_if_a_stand_in_can_be_made(prepare):
    assert prepare("FROM golang:1.24-alpine AS build\nFROM scratch\nCOPY --from=build /a /a\n")[0] == [
        "golang:1.24-alpine"
    ]


def test_images_that_nobody_knows_here_are_left_to_the_engine(prepare):
    assert prepare("FROM quay.io/library/node:18-alpine\n")[0] == []

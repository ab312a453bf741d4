"""What the user says about an image becomes instructions and base images; nothing here needs an engine."""

import pytest

from tutor.cli import looking
from tutor.errors import UsageProblem

_TWO_STAGES = """\
FROM node:18-alpine AS base
WORKDIR /app
FROM base AS build
COPY . .
RUN npm run build
FROM base
COPY --from=build /app/.next ./.next
"""


def test_the_instructions_are_those_of_the_last_stage_and_what_it_stands_on(tmp_path):
    file = tmp_path / "Dockerfile"
    file.write_text(_TWO_STAGES)
    shipped = looking._shipped(looking._parsed(file))
    assert [(i.span.line, i.keyword) for i in shipped] == [(2, "WORKDIR"), (7, "COPY")]


@pytest.mark.parametrize(
    ("text", "words"), [("FRM a\n", "line 1: "), ("ARG a\n", "FROM"), ("FROM a\nCOPYY b c\n", "line 2: ")]
)
def test_a_file_that_no_image_was_built_from_is_refused(tmp_path, text, words):
    file = tmp_path / "Dockerfile"
    file.write_text(text)
    with pytest.raises(UsageProblem) as told:
        looking._parsed(file)
    assert words in told.value.message


def test_without_an_engine_no_base_image_is_known(monkeypatch, tmp_path):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")
    assert list(looking._likely_bases(None)) == []

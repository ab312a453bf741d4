"""What the user says about an image becomes instructions and base images; nothing here needs an engine."""

import pytest

from tutor.cli import looking
from tutor.errors import UsageProblem


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

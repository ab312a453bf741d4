"""docs/checks.md says what the code declares: every family, every option, each with its sentence."""

from pathlib import Path

import pytest

from tutor.author.check_document import check_document
from tutor.checks import FAMILIES

DOCUMENT = Path(__file__).parents[2] / "docs" / "checks.md"


def test_the_document_is_what_the_code_says():
    assert DOCUMENT.read_text() == check_document(), "run: make docs"


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda f: f.kind)
def test_every_option_has_its_sentence(family):
    assert (family.__doc__ or "").strip().endswith(".")
    assert {
        n: o.sentence for n, o in family.options.options.items() if not o.sentence.endswith((".", "?"))
    } == {}
    assert set(family.options.any_of) <= set(family.options.options)

"""labs/README.md, the schema and docs/checks.md say what the code does."""

import re
from pathlib import Path

import pytest

from tests.author.labs import a_lab_in
from tutor.author.format_page import format_page, generated
from tutor.author.format_text import EXAMPLE
from tutor.author.lint import RULES
from tutor.checks import FAMILIES
from tutor.content.field_spec import TABLE, TABLES
from tutor.content.lab_table import LAB

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", generated(ROOT), ids=lambda p: p.name)
def test_a_generated_file_is_what_the_code_says(path):
    assert path.read_text() == generated(ROOT)[path], "run: make docs"


def tables(table=LAB):
    yield table
    for spec in table.fields.values():
        if spec.table is not None:
            yield from tables(spec.table)


def test_every_field_has_its_sentence_and_its_row():
    page = format_page()
    for table in tables():
        for key, spec in table.fields.items():
            assert spec.sentence.endswith("."), key
            assert f"| `{key}`" in page, key
            assert (spec.table is not None) == (spec.type in (TABLE, TABLES)), key


def test_every_check_is_there():
    page = format_page()
    assert [kind for kind in FAMILIES if f"| `{kind}` |" not in page] == []


def test_every_rule_says_what_it_finds():
    page = format_page()
    assert [rule for rule in RULES if " ".join((rule.__doc__ or "?").split()) not in page] == []


def test_the_example_is_a_lab_that_lint_has_nothing_to_say_of(tmp_path):
    assert a_lab_in(tmp_path).lint("--strict") == (0, [])
    named = set(re.findall(r"file: (\S+)", EXAMPLE))
    assert named == {
        "steps/why.md",
        "solutions/two-stages/Dockerfile",
        "mistakes/one-stage/Dockerfile",
    }

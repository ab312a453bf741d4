"""The list of diagnoses is what the rules say, module by module."""

import ast
import re
from pathlib import Path

import pytest

import tutor.diagnosis
from tutor import dockerfile
from tutor.checks import FAMILIES
from tutor.diagnosis.known import BY_MODULE, FILE, SYNTAX, diagnoses_of, known_diagnoses

RULES = Path(tutor.diagnosis.__file__).parent
PARSER = Path(dockerfile.__file__).parent
NAME = re.compile(r"[a-z]+(?:-[a-z]+)+")
NO_RULES = {"__init__", "general", "known", "text", "rule", "failing"}


def names_in(path):
    texts = (n.value for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Constant))
    return {text for text in texts if isinstance(text, str) and NAME.fullmatch(text)}


def test_every_module_of_rules_is_listed():
    modules = {p.stem for p in RULES.glob("*.py") if names_in(p)} - NO_RULES
    assert modules == set(BY_MODULE)


@pytest.mark.parametrize("module", BY_MODULE)
def test_a_module_says_what_is_listed(module):
    assert set(BY_MODULE[module]) == names_in(RULES / f"{module}.py")


def test_the_codes_of_the_parser_are_there():
    written = "\n".join(p.read_text() for p in PARSER.glob("*.py"))
    assert [code for code in SYNTAX if f'"{code}"' not in written] == []


def test_the_kinds_of_unreadable_files_are_those_of_the_reader():
    source = (PARSER / "source.py").read_text()
    assert {f"file-{k.replace('_', '-')}" for k in re.findall(r'FileProblem\(\s*"(\w+)"', source)} == set(
        FILE
    )


@pytest.mark.parametrize("kind", FAMILIES)
def test_every_kind_has_its_own_words(kind):
    assert f"{kind}-failed".replace("_", "-") in diagnoses_of(kind) <= known_diagnoses()


def test_every_mistake_of_the_course_fits_its_check(course):
    for lab in course.labs:
        kinds = {c.id: c.kind for c in lab.checks}
        assert [m.id for m in lab.mistakes if m.diagnosis not in diagnoses_of(kinds[m.check])] == []

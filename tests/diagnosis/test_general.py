"""Every kind of check explains its failure, with the line that it names, and in harmless words."""

import pytest

from tests.checks.made import made
from tests.labs import a_lab
from tutor.checks import FAMILIES
from tutor.diagnosis import diagnose
from tutor.diagnosis.general import _WORDS
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status

TOLD_BY_RULES = {
    *("file", "parses", "builds", "multi_stage", "starts", "http", "page_assets", "production_mode"),
    *("no_source", "absent", "image_size", "healthy", "changed_lines", "lines_read", "answered"),
    *("no_package", "target", "context_size", "quiet_build"),
}


def explained(kind, where="", found="something else"):
    lab = a_lab(checks=(CheckSpec("it", kind, "It"),))
    outcome = Outcome("it", "It", Status.FAILED, "as it should be", found, where)
    return diagnose((outcome,), made(lab=lab))


def test_every_kind_has_words_or_rules():
    assert set(FAMILIES) == TOLD_BY_RULES | set(_WORDS)


@pytest.mark.parametrize("kind", sorted(set(_WORDS) - TOLD_BY_RULES))
def test_a_kind_says_what_was_expected_and_found_and_what_to_try(kind):
    told = explained(kind, "line 4: COPY --from=build /app .")
    assert told.id == f"{kind.replace('_', '-')}-failed"
    assert told.see == (
        "Expected: as it should be. Found: something else (line 4: COPY --from=build /app .)."
    )
    assert told.try_.endswith(".")
    assert told.line == 4


@pytest.mark.parametrize(
    "where", ["/srv/app", "the base image", "line 99: x", "line 99999999999: x", "line 0"]
)
def test_a_line_that_the_file_does_not_have_is_not_marked(where):
    assert explained("present", where).line is None


def test_the_words_are_harmless():
    assert "\x1b" not in explained("present", found="\x1b[31mred").see


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("FROM a\nNO x\n", ""),
        ("FROM a\nNO x\nNO y\n", "There is 1 more after it; begin with this one."),
        ("FROM a\nNO x\nNO y\nNO z\n", "There are 2 more after it; begin with this one."),
    ],
)
def test_of_several_lines_that_are_no_instructions_the_first_is_told(text, more):
    evidence = made(text=text, lab=a_lab(checks=(CheckSpec("it", "parses", "It"),)))
    found = diagnose((Outcome("it", "It", Status.FAILED),), evidence)
    assert (found.id, found.line, found.try_) == ("unknown-instruction", 2, more)


@pytest.mark.parametrize(
    ("expected", "found", "says"),
    [
        ("at most 0 changed", "1 changed", "1 line differs; none may."),
        ("at most 2 changed", "4 changed", "4 lines differ; at most 2 may."),
    ],
)
def test_how_many_lines_differ_and_how_many_may(expected, found, says):
    evidence = made(lab=a_lab(checks=(CheckSpec("it", "changed_lines", "It", {"max": 0}),)))
    told = diagnose((Outcome("it", "It", Status.FAILED, expected, found, "line 3"),), evidence)
    assert (told.id, told.line) == ("too-many-changes", 3)
    assert told.see.endswith(says)

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

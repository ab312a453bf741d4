"""What ships because of a stage below that installs it, or of a COPY that brings it along."""

import pytest

from tests.checks.made import made
from tests.labs import a_lab
from tutor.diagnosis import diagnose
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status

TEXT = "FROM python:3 AS build\nRUN a\nFROM python:3 AS base\nRUN b\nCOPY --from=build /v /v\nFROM base AS prod\nRUN c\n"


def told(where):
    spec = CheckSpec("it", "no_package", "It", {"names": ["pytest"]})
    evidence = made(text=TEXT, lab=a_lab(checks=(spec,)))
    outcome = Outcome("it", "It", Status.FAILED, "none", "pip:pytest@9", where)
    return diagnose((outcome,), evidence)


def test_a_line_of_a_stage_below():
    found = told("line 4: RUN b")
    assert (found.id, found.line) == ("installed-below", 4)
    assert "in `base`, and `prod` goes on from there" in found.see


def test_a_line_of_the_stage_itself():
    assert "in the stage that ships" in told("line 7: RUN c").see


def test_a_copy_that_brings_it_along():
    found = told("line 5: COPY --from=build /v /v")
    assert (found.id, found.line) == ("copied-environment", 5)
    assert "`build`" in found.why


@pytest.mark.parametrize("where", ["", "line 2: RUN a", "line 99: RUN x", "layer 3"])
def test_nothing_is_said_of_a_line_that_does_not_ship(where):
    assert told(where).id == "no-package-failed"

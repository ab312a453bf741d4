"""Advice after a pass, as lines and as JSON."""

from tutor.model.outcome import Outcome, Status, Verdict
from tutor.plain.json_form import verdict_form
from tutor.plain.lines import verdict_lines

HELD = Outcome("ports", "The port is declared", Status.PASSED)
OPEN = Outcome("cache", "No build cache ships", Status.FAILED, "none", "4 files, 12 MB", "line 9: COPY x x")
VERDICT = Verdict("a-lab", "passed", (), advice=(HELD, OPEN), seconds=1.0)


def test_advice_that_does_not_hold_is_told_before_the_verdict():
    assert list(verdict_lines(VERDICT)) == [
        "advice, which changes nothing about the pass:",
        "  -  No build cache ships. Now: 4 files, 12 MB (line 9: COPY x x)",
        "PASSED in 1.0 s",
    ]


def test_without_advice_nothing_is_said_of_it():
    assert list(verdict_lines(Verdict("a-lab", "passed", (), advice=(HELD,)))) == ["PASSED in 0.0 s"]


def test_json_has_all_of_it():
    assert [(a["id"], a["status"]) for a in verdict_form(VERDICT)["advice"]] == [
        ("ports", "passed"),
        ("cache", "failed"),
    ]

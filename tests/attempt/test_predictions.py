"""What an attempt settles: facts of its sizes, and of how long its container took to end."""

import pytest

from tests.labs import a_lab
from tutor.attempt.predictions import Predictions
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Sizes, Status, Verdict
from tutor.model.question import Answer, Question

CHECKS = (CheckSpec("stops", "stops_in", "It stops"), CheckSpec("time", "build_time", "It is quick"))
QUESTION = Question(
    *("seconds", "on-step", "number", "How long?"),
    fact="stop_seconds",
    resolve="{stop_seconds} s.",
    unit="s",
    settled_by=("stops",),
)
LAB = a_lab(checks=CHECKS, questions=(QUESTION,))


def verdict(*outcomes):
    return Verdict("a-lab", "passed", outcomes, sizes=Sizes(yours=1))


def outcome(check, seconds, status=Status.PASSED):
    return Outcome(check, "It", status, seconds=seconds)


def test_the_seconds_of_the_check_that_stops_settle_a_prediction():
    predictions = Predictions(LAB, {"seconds": Answer("seconds", "3")})
    (settled,) = predictions.judged(verdict(outcome("time", 9.0), outcome("stops", 0.3)))
    assert (settled.result, settled.sentence) == ("0.3", "0.3 s.")
    assert predictions.facts["stop_seconds"] == 0.3
    assert Predictions(LAB, {}, verdict(outcome("stops", 0.3))).facts["stop_seconds"] == 0.3


@pytest.mark.parametrize("found", [outcome("time", 9.0), outcome("stops", None, Status.FAILED)])
def test_else_it_waits(found):
    predictions = Predictions(LAB, {"seconds": Answer("seconds", "3")})
    assert predictions.judged(verdict(found)) == ()
    assert "stop_seconds" not in predictions.facts

"""The numbers of a lab: up to the first pass, without breaks, and nothing that the records do not tell."""

import pytest

from tutor.model.hints import OpenedHint
from tutor.model.progress import AttemptRecord, LabProgress
from tutor.report.lab_stats import lab_stats

MINUTE = 60.0


def failed(minute, diagnosis="one-from"):
    return AttemptRecord(minute * MINUTE, "failed", diagnosis=diagnosis)


def passed(minute):
    return AttemptRecord(minute * MINUTE, "passed")


def hint(minute, level=1, check="builds"):
    return OpenedHint(check, level, minute * MINUTE, "")


def of(attempts=(), hints=()):
    return lab_stats(LabProgress("one"), attempts, hints)


def test_attempts_count_up_to_the_first_pass():
    found = of([failed(0), failed(3), passed(5), failed(9, "too-large"), passed(12)])
    assert (found.attempts, found.minutes, found.hardest, found.hardest_times) == (3, 5, "one-from", 2)


def test_without_a_pass_all_count():
    assert (of([failed(0), failed(4)]).attempts, of([failed(0), failed(4)]).minutes) == (2, 4)


def test_a_break_does_not_count():
    assert of([failed(0), failed(4), failed(4 + 15.1), passed(21.1)]).minutes == pytest.approx(6)


def test_hints_count_with_their_time_and_depth_if_they_came_before_the_pass():
    found = of([failed(2), passed(10)], [hint(0), hint(6, 3, "starts"), hint(11, 2, "size")])
    assert (found.hints, found.deepest, found.minutes) == (2, 3, 10)


@pytest.mark.parametrize("attempts", [[], [passed(7)]])
def test_one_moment_is_no_time(attempts):
    assert of(attempts).minutes is None


def test_of_diagnoses_given_as_often_the_first_is_told():
    assert of([failed(0, "b"), failed(1, "a")]).hardest == "b"
    assert of([failed(0, "")]).hardest == ""

"""The ladder of attempts: changes, the best, the target."""

from tutor.model.ladder import Ladder, ladder
from tutor.model.progress import AttemptRecord


def attempt(size, status="passed", traditional=800):
    return AttemptRecord(1000.0, status, size, traditional)


def half(size):
    return size // 2


def test_no_attempts_are_an_empty_ladder():
    assert ladder((), half) == Ladder()
    assert Ladder().largest == 1


def test_a_change_is_counted_from_the_last_attempt_that_had_an_image():
    rungs = ladder((attempt(800), attempt(None, "failed"), attempt(450), attempt(450)), half).rungs
    assert [r.delta for r in rungs] == [None, None, -350, 0]
    assert [r.number for r in rungs] == [1, 2, 3, 4]


def test_the_best_is_the_smallest_that_passed_and_of_equals_the_first():
    found = ladder((attempt(500), attempt(100, "failed"), attempt(400), attempt(400)), half)
    assert [r.best for r in found.rungs] == [False, False, True, False]
    assert found.best is found.rungs[2]


def test_the_target_belongs_to_the_traditional_size_that_was_measured_last():
    found = ladder((attempt(500, traditional=900), attempt(500, traditional=None)), half)
    assert (found.traditional, found.target, found.largest) == (900, 450, 900)


def test_without_a_traditional_size_there_is_no_target():
    found = ladder((attempt(500, traditional=None),), half)
    assert (found.traditional, found.target, found.largest) == (None, None, 500)

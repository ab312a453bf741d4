"""Hints open level by level, the failing check's first, and survive a restart."""

from tutor.model.course import CheckSpec
from tutor.model.hints import WAIT_SECONDS, HintLadder, NoHint, OpenedHint, answer_id, parted
from tutor.model.outcome import Outcome, Status

LINE = "The line is\n\n    COPY a b\n\nWhy is\nit a?"
CHECKS = (
    CheckSpec("builds", "builds", "Builds", hints=("b1", "b2")),
    CheckSpec("multi", "multi_stage", "Two stages", hints=("m1", "m2", LINE)),
    CheckSpec("size", "image_size", "Small", hints=("s1", "s2", "s3")),
)


def ladder(opened=(), answered=()):
    now = [1000.0]
    return HintLadder(CHECKS, opened, answered, clock=lambda: now[0]), now


def outcomes(**statuses):
    return tuple(Outcome(name, name, Status(status)) for name, status in statuses.items())


def test_before_the_first_build_the_first_hint_is_about_the_task():
    assert ladder()[0].next().text == "m1"


def test_before_the_first_build_nobody_is_told_what_a_file_as_given_holds_already():
    given = CheckSpec("unchanged", "changed_lines", "The instructions are as they were", hints=("c1",))
    hints = HintLadder((given, *CHECKS))
    assert hints.next().text == "m1"
    hints.judged(outcomes(unchanged="failed", multi="skipped"), "a")
    assert hints.next().text == "c1"


def test_the_failing_check_comes_first():
    hints, _ = ladder()
    hints.judged(outcomes(builds="failed", multi="skipped"), "a")
    assert hints.next().text == "b1"


def test_the_next_level_opens_after_a_changed_file_was_checked():
    hints, _ = ladder()
    hints.judged(outcomes(builds="passed", multi="failed"), "a")
    assert hints.next().text == "m1"
    assert isinstance(hints.next(), NoHint)
    hints.judged(outcomes(builds="passed", multi="failed"), "a")
    assert isinstance(hints.next(), NoHint), "the same file again is no new try"
    hints.judged(outcomes(builds="passed", multi="failed"), "b")
    assert hints.next().text == "m2"


def test_the_next_level_opens_after_a_while():
    hints, now = ladder()
    assert hints.next().text == "m1"
    now[0] += WAIT_SECONDS - 1
    assert hints.next().seconds == 1.0
    now[0] += 1
    assert hints.next().text == "m2"


def test_the_line_comes_with_a_question_that_must_be_answered_first():
    hints, now = ladder([OpenedHint("multi", 2, 0.0, "")])
    hint = hints.next()
    assert (hint.text, hint.question) == ("The line is\n\n    COPY a b", "Why is it a?")
    now[0] += 2 * WAIT_SECONDS
    refused = hints.next()
    assert refused.question == hint
    hints.judged(outcomes(builds="failed", multi="skipped"), "new")
    assert hints.next().question == hint, "also for another check"
    hints.answer("multi")
    assert hints.next().text == "b1"


def test_the_question_of_a_check_that_passes_is_let_go():
    hints, _ = ladder([OpenedHint("multi", 3, 0.0, "")])
    hints.judged(outcomes(builds="passed", multi="passed", size="failed"), "a")
    assert hints.next().text == "s1"


def test_the_last_hint_stays():
    hints, now = ladder([OpenedHint("multi", 3, 0.0, "")], {answer_id("multi")})
    for _ in range(2):
        assert hints.next().question == "Why is it a?"
        now[0] += WAIT_SECONDS


def test_a_restart_neither_closes_nor_opens_a_level():
    hints, now = ladder()
    hints.judged(outcomes(multi="failed"), "a")
    hints.next()
    again = HintLadder(CHECKS, [hints.opened("multi")], clock=lambda: now[0] + 10)
    again.judged(outcomes(multi="failed"), "a")
    assert again.current().text == "m1"
    assert again.next().seconds == WAIT_SECONDS - 10
    again.judged(outcomes(multi="failed"), "b")
    assert again.next().text == "m2"


def test_a_clock_that_was_set_back_locks_nothing():
    hints, now = ladder()
    hints.next()
    now[0] -= 10_000
    assert hints.next().text == "m2"


def test_hints_of_a_check_that_is_gone_are_ignored():
    assert ladder([OpenedHint("gone", 3, 0.0, "")])[0].next().text == "m1"


def test_when_all_has_passed_there_is_no_hint():
    hints, _ = ladder()
    hints.judged(outcomes(builds="passed", multi="passed", size="passed"), "a")
    assert hints.next() == NoHint("All checks with hints have passed.")


def test_a_hint_without_a_question_at_its_end_is_one_text():
    assert parted("One.\n\nTwo.") == ("One.\n\nTwo.", "")
    assert parted("Only a question?") == ("Only a question?", "")

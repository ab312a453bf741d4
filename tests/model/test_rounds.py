"""The score of the rounds about lines that run again."""

import pytest

from tutor.model.prediction import marked_right, read_answer
from tutor.model.question import Answer, Question
from tutor.model.rounds import rounds_of

ROUNDS = [
    Question(str(n), "before-build", "lines", "Which?", fact="rebuilt_lines", changed="a") for n in range(4)
]
LARGEST = Question("largest", "before-build", "lines", "Which?", fact="largest_line")


def answers(*marks):
    return {
        str(n): Answer(str(n), "4", rating, "line 4", right)
        for n, (rating, right) in enumerate(marks)
        if rating
    }


def test_lines_count_and_the_last_rounds_without_a_mistake():
    found = rounds_of(ROUNDS, answers(("3 of 4", False), ("4 of 4", True), ("2 of 2", True)))
    assert (found.all, found.played, found.right, found.lines, found.streak) == (4, 3, 9, 10, 2)
    assert found.text == "3 of 4 rounds · 9 of 10 lines right · 2 rounds in a row without a mistake"


def test_a_mistake_ends_the_row_and_one_is_no_row():
    assert rounds_of(ROUNDS, answers(("4 of 4", True), ("0 of 4", False))).streak == 0
    assert rounds_of(ROUNDS, answers(("4 of 4", True))).text == "1 of 4 rounds · 4 of 4 lines right"


@pytest.mark.parametrize("rating", ["", "I had it", "4 of four", "4 of 4444444"])
def test_what_is_no_score_does_not_count(rating):
    assert rounds_of(ROUNDS, {"0": Answer("0", "4", rating, "", True)}) is None


def test_one_question_alone_is_no_round():
    assert rounds_of([ROUNDS[0], LARGEST], answers(("4 of 4", True))) is None


@pytest.mark.parametrize(
    ("said", "again", "marks"),
    [("4,5", (4, 5), "3 of 3"), ("0", (4, 5), "1 of 3"), ("0", (), "3 of 3"), ("4,6", (5, 6), "1 of 3")],
)
def test_a_line_is_right_if_it_is_marked_as_it_turns_out(said, again, marks):
    assert marked_right(said, (4, 5, 6), again) == marks


def test_none_is_no_answer_where_one_line_is_right():
    assert read_answer(LARGEST, "0")[0] == ""
    assert read_answer(ROUNDS[0], "0") == ("0", "")

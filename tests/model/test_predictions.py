"""Answers are read forgivingly, settled by facts, and told without blame."""

import pytest

from tutor.model.asking import Moment, asked_text, next_question
from tutor.model.course import CheckSpec
from tutor.model.facts import fact_text, fill, measured_facts, placeholders, size_facts, target_facts
from tutor.model.other_image import OtherImage
from tutor.model.outcome import Outcome, Sizes, Status
from tutor.model.prediction import comparison_text, read_answer, result_text, said_text, settle
from tutor.model.question import Answer, Question

SIZE = Question(
    *("size", "before-build", "number", "Of {size_traditional_mb} MB, how many?"),
    fact="size_yours_mb",
    unit="MB",
    tolerance=10,
    resolve="It is {size_yours_mb} MB, {share} %.",
    settled_by=("multi",),
)
CHOICE = Question(
    *("case", "while-building", "choice", "Builds?"),
    answer="yes",
    options=("yes", "no"),
    resolve="Names have no case.",
    after="runtime-base",
)
LINES = Question(
    *("lines", "while-building", "lines", "Which?"), fact="rebuilt_lines", resolve="{rebuilt_lines}."
)
FACTS = size_facts(Sizes(832_000_000, 424_000_000, 499_000_000))


class _Lab:
    questions = (SIZE, CHOICE, LINES)


def test_sizes_are_facts_in_whole_megabytes():
    assert FACTS == {
        "size_traditional_mb": 832,
        "size_yours_mb": 424,
        "size_target_mb": 499,
        "size_saved_mb": 408,
        "share": 51,
    }
    assert size_facts(Sizes(yours=1)) == {"size_yours_mb": 0}


@pytest.mark.parametrize(
    ("said", "kept"), [("450", "450"), (" 450 mb ", "450"), ("450MB", "450"), ("0,5", "0.5"), ("1e9", "")]
)
def test_a_number_is_read_as_people_write_it(said, kept):
    assert read_answer(SIZE, said)[0] == kept


@pytest.mark.parametrize("said", ["", "many", "-5", "450 kg", "nan", "9" * 40, "\x1b[31m4"])
def test_what_is_no_number_is_told_what_is_wanted(said):
    kept, trouble = read_answer(SIZE, said)
    assert kept == ""
    assert trouble == "A number of MB is wanted, as in `450`."


def test_a_choice_is_made_by_word_or_number():
    assert read_answer(CHOICE, "no") == ("no", "")
    assert read_answer(CHOICE, "1") == ("yes", "")
    assert read_answer(CHOICE, "3") == ("", "Choose one of 1 to 2.")


def test_lines_are_sorted_and_each_once():
    assert read_answer(LINES, "14, 12 and 14") == ("12,14", "")
    assert read_answer(LINES, "the last")[0] == ""


@pytest.mark.parametrize(
    ("said", "right", "distance"),
    [
        ("424", True, "exact"),
        ("450", True, "close"),
        ("300", False, "124 MB too low"),
        ("550", False, "126 MB too high"),
    ],
)
def test_a_number_is_close_within_its_tolerance(said, right, distance):
    settled = settle(SIZE, Answer("size", said), FACTS)
    assert settled.right is right
    assert settled.sentence == "It is 424 MB, 51 %."
    assert (said_text(SIZE, settled), result_text(SIZE, settled)) == (f"{said} MB", "424 MB")
    assert comparison_text(SIZE, settled) == f"predicted {said} MB, found 424 MB: {distance}"


def test_nothing_is_settled_before_its_facts_are_known():
    assert settle(SIZE, Answer("size", "450"), {}) is None
    assert settle(LINES, Answer("lines", "12"), FACTS) is None


def test_a_choice_and_lines_are_as_predicted_or_not():
    wrong = settle(CHOICE, Answer("case", "no"), {})
    assert comparison_text(CHOICE, wrong) == "predicted: no; found: yes"
    settled = settle(LINES, Answer("lines", "12,14"), {"rebuilt_lines": (12, 14)})
    assert settled.right
    assert comparison_text(LINES, settled) == "as predicted: lines 12 and 14"


def test_a_skipped_question_is_resolved_and_not_judged():
    settled = settle(CHOICE, Answer("case", ""), {})
    assert settled.skipped
    assert settled.right is None
    assert settled.sentence == "Names have no case."


def test_a_question_waits_for_the_facts_that_it_names_and_for_its_sub_goal():
    assert next_question(_Lab, Moment(building=True)) == LINES
    assert next_question(_Lab, Moment(written=("runtime-base",), building=True)) == CHOICE
    assert next_question(_Lab, Moment(facts={"size_traditional_mb": 832})) == SIZE
    assert asked_text(SIZE, FACTS) == "Of 832 MB, how many?"


def test_a_question_is_asked_once_and_not_after_its_answer_is_known():
    assert next_question(_Lab, Moment({"size": Answer("size", "")}, FACTS)) is None
    assert next_question(_Lab, Moment(facts=FACTS)) == SIZE, "another image: two stages have not passed yet"
    assert next_question(_Lab, Moment(facts=FACTS, passed=("multi",))) is None


def test_facts_are_put_into_sentences_and_nothing_else_is():
    assert fact_text((12,)) == "line 12"
    assert fact_text((1, 2, 3)) == "lines 1, 2 and 3"
    assert fill("{share} {{x}}", FACTS) == "51 {x}"
    for hostile in ("{share:>999999999}", "{share!r}", "{", "{share"):
        with pytest.raises(ValueError):
            placeholders(hostile)


SECONDS = Question(
    *("stop", "on-step", "number", "How long?"),
    fact="stop_seconds",
    resolve="{stop_seconds} s.",
    unit="s",
    tolerance=100,
)


@pytest.mark.parametrize(
    ("said", "right", "distance"),
    [("10", False, "9.7 s too high"), ("0.5", True, "close"), ("0.3", True, "exact")],
)
def test_a_prediction_of_seconds(said, right, distance):
    settled = settle(SECONDS, Answer("stop", said), {"stop_seconds": 0.3})
    assert (settled.result, settled.sentence, settled.right) == ("0.3", "0.3 s.", right)
    assert comparison_text(SECONDS, settled) == f"predicted {said} s, found 0.3 s: {distance}"


def sized(check_id, image=None, kind="image_size", **options):
    return CheckSpec(check_id, kind, "It", options, image=image)


def test_a_check_of_a_target_s_size_tells_it_as_a_fact():
    checks = (
        sized("own"),
        sized("api", OtherImage("Api-1.x")),
        sized("given", OtherImage("api", (("A", "1"),))),
        sized("added", OtherImage("web"), added=True),
        sized("port", OtherImage("dev"), "http"),
    )
    assert target_facts(checks) == {"api": "size_of_api_1_x_mb"}
    outcomes = [Outcome(c.id, "It", Status.FAILED, measured=5_600_000) for c in checks]
    assert measured_facts(checks, outcomes) == {"size_of_api_1_x_mb": 6}
    assert measured_facts(checks, [Outcome("api", "It", Status.SKIPPED)]) == {}

"""Answers in comments above instructions: read from any text, written without touching anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.dockerfile import parse
from tutor.dockerfile.answer_lines import answered_lines, with_answer
from tutor.model.reading import WORDS, word_of

TEXT = "# how to answer\n\n# answer: ?\nFROM a\n# answer: run\nRUN b\nCMD c\n"


def said(text):
    return [(a.line, a.said, a.word) for a in answered_lines(text)]


def test_each_instruction_has_what_stands_right_above_it():
    assert said(TEXT) == [(4, "?", None), (6, "run", "run"), (7, "", None)]
    assert [a.is_open for a in answered_lines(TEXT)] == [True, False, True]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("# answer: run", "run"),
        ("#answer:build", "build"),
        ("  #  ANSWER :  No Size  ", "no-size"),
        ("# answer: needed to run\r", "run"),
        ("# answer: only to build", "build"),
        ("# answer: to build", "build"),
        ("# answer: maybe", None),
        ("# the answer: run", None),
        ("# answer run", None),
        ("", None),
    ],
)
def test_ways_to_write_an_answer(line, word):
    assert [a.word for a in answered_lines(f"{line}\nFROM a\n")] == [word]


def test_an_answer_belongs_to_the_next_line_only():
    assert said("# answer: run\n\nFROM a\n") == [(3, "", None)]
    assert said("FROM a # answer: run\n# answer: build") == [(1, "", None)]


def test_an_answer_takes_the_place_of_the_one_before():
    text = with_answer(with_answer(TEXT, 4, "run"), 4, "build")
    assert text == TEXT.replace("answer: ?", "answer: build")
    assert with_answer(text, 4, "") == TEXT


def test_where_no_answer_stood_a_line_is_put_in():
    text = with_answer(TEXT, 7, "no-size")
    assert text == TEXT.replace("CMD c", "# answer: no-size\nCMD c")
    assert with_answer("FROM a", 1, "run") == "# answer: run\nFROM a"


@pytest.mark.parametrize(("line", "word"), [(3, "run"), (0, "run"), (99, "run"), (4, "?"), (4, "run\nRUN x")])
def test_what_is_no_line_or_no_answer_is_refused(line, word):
    with pytest.raises(ValueError, match=str(line)):
        with_answer(TEXT, line, word)


@given(st.text(alphabet="FROMRUN #answer:run\n\r\\?<=\"'a ", max_size=200))
def test_whatever_the_text_the_instructions_stay_as_they_were(text):
    lines = answered_lines(text)
    assert len(lines) == len(parse(text).instructions)
    for number, line in enumerate(lines):
        changed = with_answer(text, line.line, "build")
        assert [i.text for i in parse(changed).instructions] == [i.text for i in parse(text).instructions]
        assert answered_lines(changed)[number].word == "build"


def test_every_label_is_understood():
    assert {word_of(label) for label in WORDS.values()} == set(WORDS) == {word_of(word) for word in WORDS}

"""Labs that are read: what was said of each line against the image, few changed lines, questions that want an answer."""

import re

import pytest

from tests.checks.made import file, judged, made
from tests.labs import a_lab
from tutor.checks.changed_lines import changed_lines
from tutor.checks.reading import not_needed
from tutor.diagnosis import diagnose
from tutor.model.course import CheckSpec
from tutor.model.outcome import Status
from tutor.model.reading import Reading, ReadLine

START = "# answer: ?\nFROM a\n# answer: ?\nRUN make\n# answer: ?\nCOPY . .\n# answer: ?\nCMD x\n"
KEY = Reading(
    (
        ReadLine(2, ("run",), "The base runs it."),
        ReadLine(4, ("build",), "Nothing reads what `make` left."),
        ReadLine(6, ("build", "run"), "Some of it is read."),
        ReadLine(8, ("no-size",), "It is a note."),
    ),
    3,
)
CHECKS = (
    CheckSpec("same", "changed_lines", "Same", {"max": 0}),
    CheckSpec("lines", "lines_read", "Read"),
    CheckSpec("asked", "answered", "Asked", {"question": "why"}),
)
LAB = a_lab(START, checks=CHECKS, reading=KEY)


def sheet(*words):
    """Return the file with answers, from the top."""
    said = iter(words)
    return re.sub(r"(?<=answer: )\?", lambda _: next(said, "?"), START)


def built(text, lab=LAB, made_by_copy=7):
    """Return evidence: 100 bytes of base, 50 of RUN, 7 of COPY, none of CMD."""
    base, run = ([file("bin/sh", 100)], 9), ([file("out", 50)], 2)
    found = made(base, run, ([file("src", made_by_copy)], 1), text=text, lab=lab)
    found.sizes = found.sizes.__class__(lines=found.line_sizes())
    return found


def lines_read(text, **options):
    found = built(text, **options)
    outcome = judged("lines_read", found)
    spoken = outcome.__class__(**{**outcome.__dict__, "check_id": "lines"})
    return outcome, diagnose((spoken,), found)


def test_what_each_line_added_is_known_from_the_image():
    assert built(START).line_sizes() == ((2, 100), (4, 50), (6, 7), (8, 0))


def test_what_is_not_needed_is_what_only_builds_by_key_or_by_kind():
    found = built(START)
    assert not_needed(found, found.xray()) == 50
    base, run = ([file("bin/sh", 100)], 9), ([file("out", 50)], 2)
    cached = made(base, run, ([file("root/.npm/_cacache/x", 7), file("y", 3)], 1), text=START, lab=LAB)
    assert not_needed(cached, cached.xray()) == 57


def test_an_image_that_does_not_tell_its_makers_has_no_sizes_of_lines():
    assert made(([file("a")], None), text=START).line_sizes() == ()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("run", "build", "build", "no-size"), "4 of 4 right"),
        (("run", "build", "run", "no-size"), "4 of 4 right"),
        (("run", "build", "build", "?"), "3 of 4 right"),
        (("needed to run", "only to build", "build", "run"), "3 of 4 right"),
    ],
)
def test_enough_right_answers_pass(words, found):
    outcome, explained = lines_read(sheet(*words))
    assert (outcome.status, outcome.found, explained) == (Status.PASSED, found, None)


@pytest.mark.parametrize(
    ("words", "found", "diagnosis", "line"),
    [
        ((), "0 of 4 right, 4 open", "lines-open", 2),
        (("run", "build"), "2 of 4 right, 2 open", "lines-open", 6),
        (("run", "mayhem", "run", "run"), "2 of 4 right", "answer-unknown", 4),
        (("build", "run", "run", "build"), "1 of 4 right", "line-has-no-size", 8),
        (("run", "no-size", "no-size", "no-size"), "2 of 4 right", "line-has-size", 4),
        (("build", "run", "run", "no-size"), "2 of 4 right", "line-needed-to-run", 2),
        (("?", "build", "no-size", "no-size"), "2 of 4 right, 1 open", "lines-open", 2),
    ],
)
def test_too_few_right_answers_fail_with_one_explanation(words, found, diagnosis, line):
    outcome, explained = lines_read(sheet(*words))
    assert (outcome.status, outcome.found) == (Status.FAILED, found)
    assert (explained.id, explained.line) == (diagnosis, line)


def test_the_largest_of_several_wrong_lines_is_explained():
    key = Reading(tuple(ReadLine(r.line, r.answers, r.because) for r in KEY.lines), 4)
    lab = a_lab(START, checks=CHECKS, reading=key)
    _, explained = lines_read(sheet("run", "run", "run", "no-size"), lab=lab)
    assert (explained.id, explained.line) == ("line-only-to-build", 4)
    assert "`RUN make`" in explained.see
    assert "50 B" in explained.see
    assert explained.why == "Nothing reads what `make` left."


def test_a_lab_that_the_build_contradicts_says_so_and_blames_nobody():
    outcome, explained = lines_read(sheet("run", "build", "build", "no-size"), made_by_copy=0)
    assert (outcome.status, explained) == (Status.COULD_NOT_RUN, None)
    assert "wrong about line 6" in outcome.because


@pytest.mark.parametrize("text", ["FROM a\n", "", START + "RUN more\n"])
def test_another_file_is_not_judged(text):
    assert judged("lines_read", built(text)).status is Status.COULD_NOT_RUN


@pytest.mark.parametrize(
    ("after", "lines"),
    [
        (START, []),
        (sheet("run", "run", "run", "run"), []),
        ("FROM a\n\n\nRUN make   \r\n  COPY . .\nCMD x", []),
        (START.replace("make", "cmake"), [4]),
        (START.replace("COPY . .\n", ""), [7]),
        (START + "RUN rm\n", [9]),
        ("FROM a\nCMD x\nRUN make\nCOPY . .\n", [2, 4]),
        ("", [1, 1, 1, 1]),
        ("# only a comment", [1, 1, 1, 1]),
    ],
)
def test_changed_inserted_and_deleted_lines_count_and_comments_do_not(after, lines):
    assert list(changed_lines(START, after)) == lines


def test_too_many_changes_are_explained_with_the_first():
    found = made(text=START + "RUN rm\nRUN rm\n", lab=LAB)
    outcome = judged("changed_lines", found, max=1)
    assert (outcome.status, outcome.expected, outcome.found) == (
        *(Status.FAILED, "at most 1 changed", "2 changed"),
    )
    assert judged("changed_lines", found, max=2).status is Status.PASSED
    spoken = outcome.__class__(**{**outcome.__dict__, "check_id": "same"})
    assert (diagnose((spoken,), found).id, diagnose((spoken,), found).line) == ("too-many-changes", 9)


def test_a_question_without_an_answer_fails_and_any_answer_passes():
    found = made(text=START, lab=LAB)
    outcome = judged("answered", found, question="why")
    spoken = outcome.__class__(**{**outcome.__dict__, "check_id": "asked"})
    assert (outcome.status, diagnose((spoken,), found).id) == (Status.FAILED, "question-open")
    found.answered = ("why",)
    assert judged("answered", found, question="why").status is Status.PASSED

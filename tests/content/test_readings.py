"""The key of a lab that is read, in a manifest: read, and each mistake named with its line."""

import pytest

from tests.content.authoring import MANIFEST, line_of
from tutor.model.reading import Reading, ReadLine

READING = """\
reading:
  enough: 2
  lines:
    - line: 1
      answers: [run]
      because: It runs.
    - line: 3
      answers: [build, run]
      because: It builds,
        and runs.
    - line: 5
      answers: [no-size]
      because: A note.
"""
WRONG = [
    ("enough: 2", "enough: 4", "enough: 4", "there are only 3 lines to be right about"),
    ("enough: 2", "enough: 0", "enough: 0", "from 1 to 1000"),
    ("enough: 2", "enough: [2]", "enough: [2]", "must be a whole number"),
    ("  enough: 2\n", "", "  lines:", "`enough` is missing in the reading"),
    ("enough: 2", "enought: 2", "enought", "`enought` is not a key of the reading"),
    ("line: 3", "line: 1\n      x: 1", "x: 1", "`x` is not a key of a line"),
    ("line: 3", "line: -3", "line: -3", "at least 1"),
    ("line: 5", "line: 3 # again", "3 # again", "in the order of the file, each once"),
    ("[run]", "[walk]", "[walk]", "`walk` is no answer"),
    ("[run]", "[bulid]", "[bulid]", "Did you mean `build`?"),
    ("[run]", "[]", "answers: []", "`answers` is empty"),
    ("[run]", "run", "answers: run", "must be a list"),
    ("[no-size]", "[no-size, run]", "no-size, run", "leaves no room for another answer"),
    ("      because: A note.\n", "", "line: 5", "`because` is missing in a line"),
    ("because: A note.", 'because: "A\\u001b note."', "A\\u001b", "control character"),
]


def test_a_key_is_read(authored):
    authored.write(MANIFEST + READING)
    assert authored.load().labs[0].reading == Reading(
        (
            ReadLine(1, ("run",), "It runs."),
            ReadLine(3, ("build", "run"), "It builds, and runs."),
            ReadLine(5, ("no-size",), "A note."),
        ),
        2,
    )


def test_other_labs_are_not_read(authored):
    assert authored.load().labs[0].reading is None


@pytest.mark.parametrize(("old", "new", "at", "words"), WRONG)
def test_a_mistake_is_named_with_its_line(authored, old, new, at, words):
    broken = MANIFEST + READING.replace(old, new, 1)
    authored.write(broken)
    expected = f"first-lab/lab.yaml:{line_of(broken, at)}: "
    assert [m for m in authored.mistakes() if m.startswith(expected) and words in m] != [], (
        authored.mistakes()
    )


@pytest.mark.parametrize("text", ["reading: yes\n", "reading: []\n", "reading:\n", "reading: {lines: 3}\n"])
def test_what_is_no_key_is_refused(authored, text):
    authored.write(MANIFEST + text)
    assert any("lab.yaml" in mistake for mistake in authored.mistakes())

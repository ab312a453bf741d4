"""Reading `.dockerignore`: against facts (what moby/patternmatcher's `ignorefile` 0.6.0 answered), and hostile text."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.engine.ignore_file import BadIgnoreFile, read_ignore

ROWS = json.loads((Path(__file__).parents[1] / "fixtures/ignore/reads.json").read_text())
"""[text, its patterns]."""


def test_every_row_of_the_table_agrees():
    assert len(ROWS) > 200
    for text, patterns in ROWS:
        assert list(read_ignore(text)) == patterns, text
        assert list(read_ignore(text.encode("utf-8", "surrogateescape"))) == patterns, text


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("# a comment\n #no comment\n\na\n", ("#no comment", "a")),
        ("\ufeff# a comment behind a byte order mark\n/a/\r\n", ("a",)),
        ("! /docs/../x/ \n", ("!x",)),
        ("!\n! \n", ("!", "!")),
        (b"\xff*\n", ("\udcff*",)),
    ],
)
def test_what_is_easily_got_wrong(text, patterns):
    assert read_ignore(text) == patterns


@pytest.mark.parametrize(
    "text",
    ["a" * 65536, "fine\n" + "é" * 32768 + "\n", "\ufeff" + "a" * 65533],
)
def test_a_line_too_long_for_docker_is_refused_with_its_number(text):
    with pytest.raises(BadIgnoreFile, match=rf"line {text.count(chr(10), 0, -1) + 1} is longer"):
        read_ignore(text)


def test_the_longest_line_is_read():
    assert read_ignore("a" * 65535 + "\nb") == ("a" * 65535, "b")


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data):
    for pattern in read_ignore(data):
        assert pattern
        assert "\n" not in pattern

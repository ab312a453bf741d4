"""A change between two texts replaces what differs, and makes the one of the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.tui.text_change import change_between

LINES = st.lists(st.sampled_from(["a", "b", "", "FROM x"]), max_size=8).map("\n".join)


def applied(text, change):
    words, start, end = change
    lines = text.split("\n")
    place = [sum(len(line) + 1 for line in lines[:row]) + column for row, column in (start, end)]
    return text[: place[0]] + words + text[place[1] :]


@given(LINES, LINES)
def test_it_makes_the_one_of_the_other(before, after):
    change = change_between(before, after)
    assert (before if change is None else applied(before, change)) == after


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("a\nb\nc", "a\nB\nc", ("B\n", (1, 0), (2, 0))),
        ("a\nb", "a\nb\nc", ("\nc", (1, 1), (1, 1))),
        ("a\nb", "a", ("", (0, 1), (1, 1))),
        ("a", "a", None),
        ("", "x", ("x", (0, 0), (0, 0))),
    ],
)
def test_only_what_differs_is_replaced(before, after, change):
    assert change_between(before, after) == change

"""Which regular expressions can take for ever."""

import pytest

from tutor.author.backtracking import slow_part
from tutor.safe_pattern import search

SLOW = [
    r"(a+)+$",
    r"(a*)*b",
    r"(?:\w+\s?)*!",
    r"^(([a-z])+.)+[A-Z]",
    r"(a|aa)+$",
    r"(a|a?)+$",
    r"(.*,){12}x",
    r"(\d+|[0-9a-f]+)*z",
    r"x(?:(?:ab?)+c?)*y",
]
FINE = [
    r"^RUN .*\b(npm|pnpm|yarn|bun)( --?\S+)* (install|i|ci|add)\b|^RUN .*\byarn( --?\S+)*$",
    r"\bnpm\b.*\bstart\b",
    r"(\w+,)*",
    r"([a-z]+=[0-9]+;)*",
    r"(foo|bar)*",
    r"(?:/[^/]+)*/x",
    r"a{3,5}b*",
    r"(a+)?b",
    r"(?>a+)+$",
    r"(a++)+$",
    r"(",
]


@pytest.mark.parametrize("pattern", SLOW)
def test_what_can_take_for_ever_is_named(pattern):
    assert slow_part(pattern) != ""


@pytest.mark.parametrize("pattern", FINE)
def test_what_cannot_is_left_alone(pattern):
    assert slow_part(pattern) == ""


@pytest.mark.parametrize("pattern", FINE[:-1])
def test_what_is_left_alone_is_quick_indeed(pattern):
    for letter in ("a", "1", " -x", "ab,", "/x", "foo"):
        search(pattern, "RUN npm" + letter * 2_000 + "!", seconds=1)

"""Expressions that strangers wrote end in time, whatever they are."""

import contextlib
import time

import pytest

from tutor.checks.wanted import Wanted
from tutor.errors import TutorError
from tutor.model.glob import glob
from tutor.safe_pattern import PatternTooSlow, search, trouble

SLOW = [r"(a+)+$", r"(a|aa)+$", r"(.*a){20}x", r"^(([a-z])+.)+[A-Z]([a-z])+$"]


@pytest.mark.parametrize("pattern", SLOW)
def test_a_search_that_would_take_for_ever_is_stopped(pattern):
    began = time.perf_counter()
    with pytest.raises(PatternTooSlow, match="takes too long"):
        search(pattern, "a" * 50_000 + "!", seconds=0.1)
    assert time.perf_counter() - began < 5


def test_a_search_finds_what_pythons_own_finds():
    assert search(r"\bnpm (ci|install)\b", "RUN npm ci")[1] == "ci"
    assert search(r"^b", "a\nb") is None
    assert search(r"(?m)^b", "a\nb")[0] == "b"


@pytest.mark.parametrize(
    "pattern", ["(", "[a", "a{2,1}", r"(?P<x>a)(?P=y)", "((a{9999}){9999}){9999}", "a{99999999}", "(" * 5_000]
)
def test_what_cannot_be_searched_for_is_named(pattern):
    assert trouble(pattern) != ""


def test_a_check_says_that_it_could_not_look():
    """The attempt takes any such error for the lab's fault, not the learner's."""
    with pytest.raises(TutorError, match=r"The pattern .* of this lab takes too long"):
        Wanted(matches=(SLOW[1],)).trouble("a" * 50_000 + "!")


@pytest.mark.parametrize("pattern", ["*a" * 9 + "b", "**a" * 9 + "b", "{a,aa}" * 40 + "b", "**/" * 12 + "b"])
def test_a_glob_ends_in_time(pattern):
    began = time.perf_counter()
    with contextlib.suppress(PatternTooSlow):
        assert not glob(pattern).fullmatch("a" * 200 + "/a" * 500)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("**/a/**/b*c*", "x/a/y/z/bxxcx", True),
        ("**/a/**/b*c*", "x/a/y/z/bxx", False),
        ("{app,lib}/**/*.{ts,tsx}", "app/x/page.tsx", True),
        ("{app,lib}/**/*.{ts,tsx}", "src/x/page.tsx", False),
    ],
)
def test_a_glob_with_many_wildcards_fits_as_one_with_few(pattern, path, fits):
    assert (glob(pattern).fullmatch(path) is not None) is fits

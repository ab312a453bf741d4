"""Patterns of `.dockerignore` against facts: what moby/patternmatcher 0.6.0 answered, and what must never happen."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.engine.ignore_patterns import BadPattern, IgnorePatterns
from tutor.errors import TutorError

ROWS = json.loads((Path(__file__).parents[1] / "fixtures/ignore/matches.json").read_text())
"""[patterns, paths, one answer a path: 1, 0 or E if the matching failed; or "malformed"]."""
SECONDS = 5.0
"""Far more than any pattern may take, far less than backtracking would."""


def answer(patterns, path):
    try:
        return "01"[IgnorePatterns(patterns).matches(path)]
    except BadPattern:
        return "E"


def test_the_table_is_worth_its_name():
    assert len(ROWS) > 1500
    assert sum(len(paths) for _, paths, _ in ROWS) > 10_000
    assert {"0", "1", "E"} <= set("".join(answers for *_, answers in ROWS))


def test_every_row_of_the_table_agrees():
    wrong = []
    for patterns, paths, answers in ROWS:
        if answers == "malformed":
            try:
                IgnorePatterns(patterns)
                wrong.append((patterns, "taken"))
            except BadPattern:
                pass
        else:
            ours = "".join(answer(patterns, path) for path in paths)
            wrong += [(patterns, paths, answers, ours)] if ours != answers else []
    assert wrong == []


@pytest.mark.parametrize(
    ("patterns", "path", "expected"),
    [
        (["node_modules"], "node_modules/react/index.js", True),
        (["node_modules"], "web/node_modules", False),
        (["**/node_modules"], "web/node_modules/react", True),
        (["*.md", "!README.md"], "README.md", False),
        (["!README.md", "*.md"], "README.md", True),
        (["readme.md"], "README.md", False),
        ([], "anything", False),
    ],
)
def test_what_learners_write(patterns, path, expected):
    assert IgnorePatterns(patterns).matches(path) is expected


@pytest.mark.parametrize("pattern", ["[a", "a[", "[]a]", "[a-]", "[^", "a\\", "!", "![x"])
def test_a_malformed_pattern_is_named(pattern):
    with pytest.raises(BadPattern, match="syntax error in pattern") as caught:
        IgnorePatterns(["fine", pattern])
    assert pattern in str(caught.value)
    assert isinstance(caught.value, TutorError)
    assert isinstance(caught.value, ValueError)


def test_the_name_of_a_malformed_pattern_carries_no_escape_codes():
    with pytest.raises(BadPattern) as caught:
        IgnorePatterns(["\x1b[31m["])
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    "pattern",
    [
        "**/**/**/a*a*a*a*b",
        "*a*a*a*a*a*a*a*a*b",
        "**/a/**/a/**/a/**/a/**/b",
        "[a]*[a]*[a]*[a]*[a]*!",
        "a{900}*b",
    ],
)
def test_no_pattern_is_slow(pattern):
    path = "/".join(["a" * 200] * 20)
    began = time.process_time()
    assert not IgnorePatterns([pattern]).matches(path)
    assert time.process_time() - began < SECONDS


_names = st.text(st.sampled_from("ab.*é\udcff\n[]\\!{}|^$ "), min_size=1, max_size=6)
_paths = st.lists(_names, min_size=1, max_size=4).map("/".join)
_patterns = st.text(st.sampled_from("ab*?[]^-\\/!.dQEpxz0{},1|()+$ é\udcff\n"), max_size=12)


@given(st.lists(_patterns | st.text(max_size=8), max_size=4), st.lists(_paths, max_size=5))
def test_nothing_but_the_declared_error_comes_out(patterns, paths):
    answers = {answer(patterns, path) for path in paths}  # anything but `BadPattern` would come through
    assert answers <= {"0", "1", "E"}


@given(st.lists(_patterns, max_size=4), _paths)
def test_without_exceptions_what_lies_in_an_ignored_folder_is_ignored(patterns, folder):
    patterns = [pattern for pattern in patterns if "!" not in pattern]
    if answer(patterns, folder) == "1" and answer(patterns, folder + "/below") != "E":
        assert answer(patterns, folder + "/below") == "1"


def test_hits_of_a_folder_decide_for_what_is_in_it():
    patterns = IgnorePatterns(["docs", "!docs/keep"])
    ignored, below = patterns.follow("docs", ())
    assert ignored
    assert patterns.follow("docs/a", below)[0]
    assert not patterns.follow("docs/keep", below)[0]

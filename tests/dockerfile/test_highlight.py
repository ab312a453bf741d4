"""Colours: the right kinds at the right places, in order, without overlaps."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dockerfile.test_against_official_parser import FRAGMENTS
from tests.seed import MULTI_STAGE
from tutor.dockerfile import tokens

KINDS = {
    *("keyword", "flag", "string", "comment", "variable"),
    *("stage", "image", "number", "directive", "heredoc"),
}


def coloured(text):
    """Return the words that have a colour, with their kinds, for each line."""
    lines = text.split("\n")
    return [
        [(line[s:e], kind) for s, e, kind in found] for line, found in zip(lines, tokens(text), strict=True)
    ]


def test_lesson_file():
    found = coloured(MULTI_STAGE)
    assert found[0] == [("# Build Stage", "comment")]
    assert found[1] == [
        ("FROM", "keyword"),
        ("node:18-alpine", "image"),
        ("as", "keyword"),
        ("build", "stage"),
    ]
    assert found[5] == [("ENV", "keyword"), ("$PATH", "variable")]
    assert found[20] == [("COPY", "keyword"), ("--from", "flag"), ("build", "stage")]
    assert found[25] == [("EXPOSE", "keyword"), ("3000", "number")]
    assert found[26] == [("CMD", "keyword"), ('"npm"', "string"), ('"run"', "string"), ('"start"', "string")]


def test_the_rest():
    text = (
        "# syntax=docker/dockerfile:1\n# comment\nARG V=18\nFROM --platform=$P node:${V}-x AS a\n"
        "RUN --mount=type=bind,from=a,target=/b echo \"x $HOME y\" \\\n  # inside\n  --flag 'z'\n"
        "RUN <<EOF cat\n  # text $x\nEOF\nCOPY --from=0 a b\nFOO bar\n"
    )
    assert coloured(text) == [
        [("# syntax=docker/dockerfile:1", "directive")],
        [("# comment", "comment")],
        [("ARG", "keyword")],
        [
            *(("FROM", "keyword"), ("--platform", "flag"), ("$P", "variable"), ("node:", "image")),
            *(("${V}", "variable"), ("-x", "image"), ("AS", "keyword"), ("a", "stage")),
        ],
        [
            *(("RUN", "keyword"), ("--mount", "flag"), ("a", "stage")),
            *(('"x ', "string"), ("$HOME", "variable"), (' y"', "string")),
        ],
        [("# inside", "comment")],
        [("--flag", "flag"), ("'z'", "string")],
        [("RUN", "keyword"), ("<<EOF", "heredoc")],
        [("# text $x", "heredoc")],
        [("EOF", "heredoc")],
        [("COPY", "keyword"), ("--from", "flag"), ("0", "number")],
        [],
        [],
    ]


def test_from_over_several_lines():
    assert coloured("FROM \\\n  x \\\n  AS \\\n  y\n")[1:4] == [
        [("x", "image")],
        [("AS", "keyword")],
        [("y", "stage")],
    ]


@given(st.one_of(st.text(), st.lists(FRAGMENTS, max_size=30).map("".join)))
@settings(max_examples=500, deadline=None)
def test_any_text_gets_tokens_in_order(text):
    lines = text.split("\n")
    found = tokens(text)
    assert len(found) == len(lines)
    for line, line_tokens in zip(lines, found, strict=True):
        end = 0
        for start, stop, kind in line_tokens:
            assert end <= start < stop <= len(line)
            assert kind in KINDS
            end = stop


def test_a_typical_file_takes_a_moment_only():
    rounds = []
    for _ in range(20):
        began = time.perf_counter()
        tokens(MULTI_STAGE)
        rounds.append(time.perf_counter() - began)
    assert min(rounds) < 0.002

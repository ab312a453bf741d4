"""Ten random edits of a file that is right: parser, rules, colours and completion take whatever comes out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dockerfile.completion.cursors import CONTEXT, KNOWN
from tests.dockerfile.correct import correct_files
from tests.dockerfile.edits import EDITS, edited
from tutor.dockerfile import Surroundings, is_unfinished, parse, quick_check, tokens
from tutor.dockerfile.completion import complete

FILES = correct_files()


@pytest.mark.parametrize("name", FILES)
@given(edits=EDITS)
@settings(max_examples=40, deadline=None)
def test_nothing_raises_and_all_problems_lie_in_the_file(name, edits):
    text = edited(FILES[name], edits)
    lines = text.split("\n")
    for problem in quick_check(parse(text), Surroundings(context=CONTEXT, is_whole=True)):
        is_unfinished(problem, text, len(lines), len(lines[-1]))
        assert 1 <= problem.span.line <= problem.span.end_line <= len(lines)
        assert problem.span.column <= len(lines[problem.span.line - 1])
        assert "\n" not in problem.message
        assert "\x1b" not in problem.message
    assert len(tokens(text)) == len(lines)


@given(name=st.sampled_from(sorted(FILES)), edits=EDITS, asked=st.booleans())
@settings(max_examples=60, deadline=None)
def test_completion_takes_every_place_of_the_cursor(name, edits, asked):
    text = edited(FILES[name], edits)
    for number, line in enumerate(text.split("\n"), 1):
        for column in range(0, len(line) + 1, 1 if len(line) < 40 else 3):
            found = complete(text, number, column, KNOWN, asked=asked)
            if found is not None:
                assert found.line == number
                assert 0 <= found.start <= found.end == column
                assert all("\n" not in c.text for c in found.candidates)

"""What the parser says about the text in the editor, without an engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.dockerfile import is_unfinished, parse, quick_check, tokens
from tutor.dockerfile.surroundings import Surroundings
from tutor.model.dockerfile import Problem, Span

LIMIT = 20_000
"""Characters beyond which the text is neither coloured nor checked while typing."""
_TOO_LONG = Problem(
    "too-long-to-check",
    f"This text has more than {LIMIT:,} characters, so it is only checked when it is built.",
    Span(1, 0, 1, 1),
    "warning",
)

Token = tuple[int, int, str]


@dataclass(frozen=True)
class Analysis:
    """Problems in file order."""

    problems: tuple[Problem, ...] = ()
    is_partial: bool = False
    """Whether something is not told yet, because it is just being written."""

    def on_line(self, line: int) -> tuple[Problem, ...]:
        """Return the problems that touch a line, counted from 1."""
        return tuple(p for p in self.problems if p.span.line <= line <= _last_line(p))

    def starting(self, line: int) -> tuple[Problem, ...]:
        """Return the problems that begin on a line, errors first."""
        found = (p for p in self.problems if p.span.line == line)
        return tuple(sorted(found, key=lambda p: p.severity != "error"))

    def nearest(self, line: int) -> Problem | None:
        """Return the problem closest to a line, errors before warnings at the same distance."""
        return min(self.problems, key=lambda p: (_distance(p, line), p.severity != "error"), default=None)


def analyse(text: str, writing: tuple[int, int] | None = None, known: Surroundings | None = None) -> Analysis:
    """Return the quick checks of a text; takes a few milliseconds for a file of common length.

    `writing` is the line (from 1) and column (from 0) at which someone is writing: that a word or an instruction there is
    not whole yet is not told. `known` is what the project folder has.
    """
    if len(text) > LIMIT:
        return Analysis((_TOO_LONG,))
    problems = quick_check(parse(text), known)
    held = {p for p in problems if writing is not None and is_unfinished(p, text, *writing)}
    if any(p.code == "unknown-instruction" for p in held) and writing is not None:
        problems = quick_check(
            parse(_without_line(text, writing[0]))
        )  # it hides what is wrong with the stages
    kept = (p for p in problems if p not in held)
    return Analysis(tuple(sorted(kept, key=lambda p: (p.span.line, p.span.column))), bool(held))


def _without_line(text: str, line: int) -> str:
    lines = text.split("\n")
    return "\n".join(["" if number == line else words for number, words in enumerate(lines, 1)])


def colours(text: str) -> Sequence[Sequence[Token]]:
    """Return the tokens of each line, none at all for a very long text."""
    return tokens(text) if len(text) <= LIMIT else ()


def _last_line(problem: Problem) -> int:
    span = problem.span
    ends_before = span.end_column == 0 and span.end_line > span.line
    return span.end_line - 1 if ends_before else span.end_line


def _distance(problem: Problem, line: int) -> int:
    return max(problem.span.line - line, line - _last_line(problem), 0)

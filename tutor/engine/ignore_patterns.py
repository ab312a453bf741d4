"""Which paths the patterns of `.dockerignore` match, by the rules of Docker's own matcher."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

from tutor.engine.go_paths import WHITE_SPACE, Malformed, clean, fits
from tutor.engine.ignore_automaton import Automaton
from tutor.engine.ignore_classes import BadExpression
from tutor.engine.ignore_expression import parse, translate
from tutor.errors import TutorError
from tutor.safe_text import clean_line

Hits = tuple[bool, ...]
"""For each pattern, whether it matched a path or a folder above it."""


class BadPattern(TutorError, ValueError):
    """A pattern that Docker refuses; the message names it."""

    def __init__(self, pattern: str) -> None:
        super().__init__(
            f".dockerignore: syntax error in pattern: {clean_line(pattern)}",
            "Close every [ with a ], and let no \\ stand at the end.",
        )


class Pattern:
    """One pattern."""

    def __init__(self, line: str) -> None:
        self.is_exception = line.startswith("!")
        self.text = line.removeprefix("!")
        """Without the "!"."""
        self._test: Callable[[str], bool] | None = None
        if not self.text:
            raise BadPattern(line)
        try:
            fits(self.text, ".")  # all the checking that Docker does before a first match
        except Malformed as e:
            raise BadPattern(line) from e

    def matches(self, path: str) -> bool:
        """Return whether it matches this very path; raises `BadPattern` if it cannot be compiled."""
        if self._test is None:
            self._test = self._compile()
        return self._test(path)

    def _compile(self) -> Callable[[str], bool]:
        how, expression = translate(self.text)
        if how == "exact":
            return self.text.__eq__
        if how == "prefix":
            start = self.text[:-2]
            return lambda path: path.startswith(start)
        if how == "suffix":
            end = os.fsdecode(os.fsencode(self.text)[2:])  # bytes: a byte order mark has three
            return lambda path: path.endswith(end) or "/" + path == end
        try:
            automaton = Automaton(parse(_as_go_sees(expression)))
        except BadExpression as e:
            raise BadPattern(self.text) from e
        return lambda path: automaton.matches(_as_go_sees(path))


class IgnorePatterns:
    """Patterns in their order: the last one that matches decides."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Raises `BadPattern`."""
        cleaned = (line.strip(WHITE_SPACE) for line in lines)
        self.patterns = tuple(Pattern(clean(line)) for line in cleaned if line)

    def matches(self, path: str) -> bool:
        """Return whether a path is matched, itself or by a folder above it."""
        folders = tuple(_folders(path))
        matched = False
        for pattern in self.patterns:
            if pattern.is_exception == matched and (
                pattern.matches(path) or any(map(pattern.matches, folders))
            ):
                matched = not pattern.is_exception
        return matched

    def follow(self, path: str, above: Hits) -> tuple[bool, Hits]:
        """Return whether a path is matched, and its hits for what lies below it.

        `above` are the hits of its folder; at the top of a context they are empty.
        """
        matched = False
        hits = []
        for pattern, hit in zip(self.patterns, above or (False,) * len(self.patterns), strict=True):
            hit = hit or (pattern.is_exception == matched and pattern.matches(path))
            hits.append(hit)
            if hit:
                matched = not pattern.is_exception
        return matched, tuple(hits)


def _folders(path: str) -> Iterator[str]:
    """Yield the folders that a path lies in, the outermost first."""
    return accumulate(path.split("/")[:-1], "{}/{}".format)


def _as_go_sees(text: str) -> str:
    """Return the text with one replacement character for each byte that is not UTF-8."""
    if text.isascii():
        return text
    return "".join("\ufffd" if "\udc80" <= char <= "\udcff" else char for char in text)

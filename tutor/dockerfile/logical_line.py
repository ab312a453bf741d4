"""The nouns of the lexer: an instruction's text with the place of each character, and a file of such lines."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

from tutor.dockerfile.heredoc import Opening
from tutor.model.dockerfile import Heredoc, Problem, Span


@dataclass(frozen=True)
class Piece:
    """The part of a logical line that stands on one line of the file."""

    offset: int
    line: int
    column: int
    length: int


@dataclass(frozen=True)
class LogicalLine:
    """One instruction's text, and where each character of it stands."""

    text: str
    pieces: tuple[Piece, ...]
    end: tuple[int, int]
    """The last line that belongs to it, and that line's length."""
    heredocs: tuple[Heredoc, ...] = ()
    unterminated: Opening | None = None

    @property
    def line(self) -> int:
        """Return the number of its first line."""
        return self.pieces[0].line

    def span(self, start: int, end: int) -> Span:
        """Return where the characters from `start` to `end` stand in the file."""
        line, column = self._place(start)
        last_line, last_column = self._place(max(start, end - 1))
        return Span(line, column, last_line, last_column + (1 if end > start else 0))

    def _place(self, offset: int) -> tuple[int, int]:
        index = bisect.bisect_right(self.pieces, offset, key=lambda p: p.offset) - 1
        piece = self.pieces[max(index, 0)]
        return piece.line, piece.column + min(offset - piece.offset, piece.length)


@dataclass(frozen=True)
class Lexed:
    """A file in logical lines."""

    lines: tuple[LogicalLine, ...]
    comments: tuple[int, ...]
    """Numbers of lines that are comments, inside of continuations too."""
    directives: tuple[int, ...]
    escape: str
    problems: tuple[Problem, ...]

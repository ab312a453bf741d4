"""Find instructions that a backslash at the end of the line before made part of another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.dockerfile.command import split
from tutor.dockerfile.keywords import FLAGS
from tutor.dockerfile.logical_line import LogicalLine, Piece
from tutor.model.dockerfile import Problem, Span

_LONGEST = max(len(name) for name in FLAGS) + 1


@dataclass(frozen=True)
class Swallowed:
    """One instruction that became part of another."""

    keyword: str
    line: int
    before: Piece
    """What ends with the backslash."""

    def problem(self, severity: str) -> Problem:
        """Return the problem, at the backslash."""
        end = self.before.column + self.before.length
        return Problem(
            "from-swallowed",
            f"The backslash at the end of this line makes `{self.keyword}` of line {self.line} a part of it."
            " Take the backslash away.",
            Span(self.before.line, end, self.before.line, end + 1),
            severity,
        )


def swallowed(line: LogicalLine) -> Iterator[Swallowed]:
    """Yield each later piece of a logical line that looks like an instruction of its own."""
    if len(line.pieces) < 2:
        return
    outer = split(line.text)
    name = outer.name
    for before, piece in zip(line.pieces, line.pieces[1:], strict=False):
        word = _first_word(line.text, piece)
        if word in FLAGS and not _belongs(name, word, piece.offset <= outer.rest[0]):
            yield Swallowed(word, piece.line, before)


def _first_word(text: str, piece: Piece) -> str:
    body = text[piece.offset : piece.offset + piece.length].lstrip()
    words = body[: _LONGEST + 1].split(maxsplit=1)
    return words[0] if len(words) == 2 or (words and body.rstrip() == words[0]) else ""


def _belongs(outer: str, word: str, first: bool) -> bool:
    """Return whether the instruction takes this word on its next line."""
    return (outer == "HEALTHCHECK" and word == "CMD") or (outer in ("ONBUILD", "") and first)

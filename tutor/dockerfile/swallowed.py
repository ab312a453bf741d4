"""Find instructions that a backslash at the end of the line before made part of another one."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.dockerfile.command import split
from tutor.dockerfile.keywords import FLAGS
from tutor.dockerfile.lexer import LogicalLine, Piece
from tutor.model.dockerfile import Problem, Span

_LONGEST = max(len(name) for name in FLAGS) + 1


def swallowed(line: LogicalLine, severity: str) -> Iterator[Problem]:
    """Yield a problem at the backslash before each line that looks like an instruction of its own."""
    if len(line.pieces) < 2:
        return
    outer = split(line.text)
    name = outer.name
    for before, piece in zip(line.pieces, line.pieces[1:], strict=False):
        word = _first_word(line.text, piece)
        if word in FLAGS and not _belongs(name, word, piece.offset <= outer.rest[0]):
            yield _problem(before, word, piece.line, severity)


def _first_word(text: str, piece: Piece) -> str:
    body = text[piece.offset : piece.offset + piece.length].lstrip()
    words = body[: _LONGEST + 1].split(maxsplit=1)
    return words[0] if len(words) == 2 or (words and body.rstrip() == words[0]) else ""


def _belongs(outer: str, word: str, first: bool) -> bool:
    """Return whether the instruction takes this word on its next line."""
    return (outer == "HEALTHCHECK" and word == "CMD") or (outer in ("ONBUILD", "") and first)


def _problem(before: Piece, word: str, line: int, severity: str) -> Problem:
    end = before.column + before.length
    return Problem(
        "from-swallowed",
        f"The backslash at the end of this line makes `{word}` of line {line} a part of it. Take the backslash away.",
        Span(before.line, end, before.line, end + 1),
        severity,
    )

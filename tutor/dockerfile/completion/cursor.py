"""Where the cursor is: in which instruction, at which word, in which stage."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutor.dockerfile.lexer import read
from tutor.dockerfile.words import BLANKS

_HERE = "\ue000"
"""Stands for the cursor while the text before it is read, so that an empty line is one, too."""
_WORDS = re.compile(f"[{BLANKS}]+")
_ONBUILD = re.compile(rf"onbuild[{BLANKS}]+", re.IGNORECASE)
_NEXT = re.compile(r"[\w./$@:-]")
"""Characters of a word that would go on behind the cursor."""


@dataclass(frozen=True)
class Cursor:
    """What stands before the cursor in its instruction."""

    line: int
    """Counted from 1."""
    column: int
    first_line: int
    """Where the instruction begins."""
    keyword: str
    """As written; empty while it is being typed."""
    flags: tuple[str, ...]
    words: tuple[str, ...]
    """The finished words behind the flags."""
    typed: str
    """What has been typed of the word at the cursor."""
    is_inside_word: bool
    """Whether the word goes on behind the cursor."""


def find_cursor(text: str, line: int, column: int) -> Cursor | None:
    """Return where the cursor is; None in a comment or a here-document."""
    lines = text.split("\n")
    if not 1 <= line <= len(lines) or _HERE in text:
        return None
    before, after = lines[line - 1][:column], lines[line - 1][column:]
    found = read("\n".join([*lines[: line - 1], before + _HERE])).lines
    if not found or found[-1].pieces[-1].line != line or not found[-1].text.endswith(_HERE):
        return None
    logical = _ONBUILD.sub("", found[-1].text[:-1], count=1)
    keyword, *rest = _WORDS.split(logical)
    if rest and not keyword:
        return None
    flags, words, typed = _sorted(rest)
    inside = _NEXT.match(after) is not None
    name = keyword if rest else ""
    return Cursor(line, column, found[-1].line, name, flags, words, typed if rest else keyword, inside)


def _sorted(rest: list[str]) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return finished flags, finished words, and the word at the cursor."""
    if not rest:
        return (), (), ""
    *finished, typed = rest
    count = next((n for n, word in enumerate(finished) if not word.startswith("--")), len(finished))
    return tuple(finished[:count]), tuple(finished[count:]), typed

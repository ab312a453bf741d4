"""How many columns of a terminal a text takes."""

from __future__ import annotations

import functools
import unicodedata


def width_of(text: str) -> int:
    """Return how many columns a line takes."""
    return len(text) if text.isascii() else sum(map(cells, text))


@functools.lru_cache(maxsize=4096)
def cells(character: str) -> int:
    """Return the columns of one character: 0 for what only changes the one before, 2 for wide ones, else 1."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, width: int) -> str:
    """Return the start of a text, as much as has room."""
    kept = ""
    for c in text:
        width -= cells(c)
        if width < 0:
            break
        kept += c
    return kept

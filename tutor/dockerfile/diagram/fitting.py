"""Text cut and padded to columns; what is invisible or changes its neighbours is left out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from tutor.cells import cells, cut, width_of


def head(text: str, width: int, ellipsis: str = "…") -> str:
    """Return the start of a text in at most `width` columns."""
    text = visible(text)
    return text if width_of(text) <= width else cut(text, max(width - 1, 0)) + ellipsis[: max(width, 0)]


def tail(text: str, width: int, ellipsis: str = "…") -> str:
    """Return the end of a text in at most `width` columns: of a path it tells most."""
    text = visible(text)
    if width_of(text) <= width:
        return text
    kept = cut(text[::-1], width - 1)[::-1]
    name = kept[kept.find("/") :]  # whole names, where at least one has room
    return ellipsis[: max(width, 0)] + (name if len(name) > 2 and "/" in kept else kept)


def padded(text: str, width: int) -> str:
    """Return a text that fits in exactly `width` columns."""
    return text + " " * (width - width_of(text))


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> Iterator[str]:
    """Yield a sentence in lines of at most `width` columns; `first` stands before line one, `rest` before the others."""
    line = first
    for word in visible(text).split(" "):
        gap = "" if line in (first, rest) else " "
        if width_of(line + gap + word) > width and line not in (first, rest):
            yield line
            line, gap = rest, ""
        line += gap + word
        while width_of(line) > width:
            piece = cut(line, width)
            yield piece
            line = rest + line[len(piece) :]
    yield line


def visible(text: str) -> str:
    """Return a text of whose characters each takes room of its own, so that all terminals agree on its width."""
    return "".join(c for c in unicodedata.normalize("NFC", text) if cells(c) and c.isprintable())

"""Text cut and padded to columns of a terminal, and bars of blocks."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from tutor.cells import cut
from tutor.cells import width_of as width_of
from tutor.safe_text import clean_line

_EIGHTHS = " ▏▎▍▌▋▊▉"


def name_of(text: str) -> str:
    """Return an untrusted name as one harmless line that is never empty."""
    return clean_line(text, 4000) or "(a name that cannot be shown)"


def fit(text: str, width: int) -> str:
    """Return untrusted text as one harmless line of exactly `width` columns; its end matters more than its middle."""
    text = clean_line(text, 4000)
    over = width_of(text) > width
    if over:
        tail = cut(text[::-1], (width - 1) * 2 // 3)[::-1]
        text = cut(text, width - 1 - width_of(tail)) + "…" + tail
    return text + " " * (width - width_of(text))


def wrapped(text: str, width: int) -> Iterator[str]:
    """Yield a sentence of ours in lines of at most `width` columns."""
    yield from textwrap.wrap(text, width, subsequent_indent="  ", break_on_hyphens=False)


def bar(part: int, whole: int, width: int, *, ascii_only: bool = False) -> str:
    """Return a bar of at most `width` columns; what is there at all gets at least a sliver."""
    if part <= 0 or whole <= 0:
        return ""
    eighths = max(round(8 * width * min(part / whole, 1)), 1)
    if ascii_only:
        return "#" * max(round(eighths / 8), 1)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()


def percent(part: int, whole: int) -> str:
    """Return ` 4.2 %` in seven columns, blank if there is no whole."""
    return f"{100 * part / whole:5.1f} %" if whole else " " * 7

"""Make text from builds, images and containers harmless: no escape codes, no control characters."""

from __future__ import annotations

import re
import unicodedata

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor moves
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|$)"  # OSC and other strings: titles, links
    r"|\x1b[@-Z\\-_]"  # two-character escapes
    r"|\x9b[0-?]*[ -/]*[@-~]"  # CSI as one byte
)
_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def clean(text: str, limit: int = 4000) -> str:
    """Return `text` without escape sequences, control characters and direction overrides, cut at `limit`.

    Tabs and line feeds stay; a carriage return keeps only what a terminal would show last on that line.
    """
    if (
        len(text) <= limit and text.isascii() and text.isprintable()
    ):  # as nearly all words are: nothing to take out
        return text
    text = _ESCAPES.sub("", text[: limit * 4]).translate(_BIDI)
    text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def clean_line(text: str, limit: int = 500) -> str:
    """Return `text` as one harmless line of at most `limit` characters."""
    return " ".join(clean(text, limit * 2).split())[:limit]


def megabytes(size: int | None) -> str:
    """Return a size as people read it: decimal units as Docker prints them, `?` if unknown."""
    if size is None:
        return "?"
    if size < 1000:
        return f"{size} B"
    power = 1 if size < 999_950 else 2 if size < 999_500_000 else 3
    value, unit = size / 1000**power, ("kB", "MB", "GB")[power - 1]
    return f"{value:.0f} {unit}" if value >= 100 else f"{value:.1f} {unit}"


def signed_megabytes(delta: int) -> str:
    """Return a change of size with its sign, as in `-12.3 MB`; `±0 B` if there is none."""
    return f"{'+' if delta > 0 else '-'}{megabytes(abs(delta))}" if delta else "±0 B"


def saving(before: int | None, after: int | None) -> str:
    """Return the change as people write it, as in `-45 %`; empty if a size is not known."""
    if not before or after is None:
        return ""
    percent = round(100 * (after - before) / before)
    return f"{percent:+d} %" if percent else "±0 %"

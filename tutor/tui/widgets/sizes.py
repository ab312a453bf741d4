"""The sizes: traditional, yours and the target, as bars with their numbers."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tutor.model.outcome import Sizes
from tutor.safe_text import megabytes, saving
from tutor.tui.wrap import join_lines

_LABELS = 12
_NUMBERS = 8
_ENDS = 16
"""Columns kept for the change in percent or the answer to the target."""


def size_bars(sizes: Sizes, width: int) -> Content:
    """Return a line for each known size; empty if nothing was measured."""
    if sizes.yours is None and sizes.traditional is None:
        return Content("")
    rows = [
        ("traditional", sizes.traditional, "$dim", ("", "")),
        ("yours", sizes.yours, "$primary", (saving(sizes.traditional, sizes.yours), "bold")),
        ("at most", sizes.target, "$secondary", _against_target(sizes)),
    ]
    largest = max(size for _, size, _, _ in rows if size is not None) or 1
    room = max(width - _LABELS - _NUMBERS - _ENDS, 4)
    return join_lines([_row(row, largest, min(room, 40)) for row in rows if row[1] is not None])


def _row(row: tuple[str, int | None, str, tuple[str, str]], largest: int, room: int) -> Content:
    label, size, style, end = row
    length = max(round(room * (size or 0) / largest), 1)
    full, empty = ("─", " ") if label == "at most" else ("█", " ")
    return Content.assemble(
        (f"{label:<{_LABELS}}", "$dim"),
        (full * length + empty * (room - length), style),
        (f"{megabytes(size):>{_NUMBERS}}", "bold"),
        ("  " + end[0], end[1]),
    )


def _against_target(sizes: Sizes) -> tuple[str, str]:
    if sizes.target is None or sizes.yours is None:
        return ("", "")
    if sizes.yours <= sizes.target:
        return ("✓ within", "$success")
    return (f"✗ {megabytes(sizes.yours - sizes.target)} over", "bold $error")


class SizeBars(Static):
    """Shows the sizes; takes no room while nothing is known."""

    def show(self, sizes: Sizes, width: int) -> None:
        """Show these sizes."""
        bars = size_bars(sizes, width)
        self.update(bars)
        self.set_class(bool(bars.plain), "-open")

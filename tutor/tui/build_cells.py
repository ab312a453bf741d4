"""Text and bars measured in the cells of a terminal, where some characters take two."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size

Styled = tuple[str, str]
"""Text and its style."""


def fit(text: str, width: int) -> str:
    """Return `text` cut to at most `width` cells; an ellipsis says that something is missing."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 0 else ""


def pad(text: str, width: int) -> str:
    """Return `text` in exactly `width` cells."""
    text = fit(text, width)
    return text + " " * (width - cell_len(text))


def time_bar(
    runs: Iterable[tuple[float, float]], marks: Iterable[float], waits: tuple[float, float] | None, width: int
) -> str:
    """Return a lane of `width` cells; all times are parts of the axis, from 0 to 1.

    `runs` are drawn solid and take at least half a cell, `marks` as `=`, the pauses within `waits` dashed.
    """
    halves = bytearray(width * 2)
    for began, ended in runs:
        first = min(int(began * width * 2), width * 2 - 1)
        last = min(max(round(ended * width * 2), first + 1), width * 2)
        halves[first:last] = b"\1" * (last - first)
    cells = [" ╺╸━"[2 * halves[2 * i] + halves[2 * i + 1]] for i in range(width)]
    for at in marks:
        cell = min(int(at * width), width - 1)
        cells[cell] = "=" if cells[cell] == " " else cells[cell]
    if waits is not None:
        for cell in range(int(waits[0] * width), min(round(waits[1] * width), width)):
            cells[cell] = "┄" if cells[cell] == " " else cells[cell]
    return "".join(cells)


def styled_bar(bar: str, style: str) -> list[Styled]:
    """Return a bar in parts: solid cells in `style`, marks, dashes and the empty rail in quieter ones."""
    styles = {"=": "$secondary", "┄": "$dim", "·": "$line-number"}
    parts: list[Styled] = []
    for cell in bar.replace(" ", "·"):
        wanted = styles.get(cell, style)
        if parts and parts[-1][1] == wanted:
            parts[-1] = (parts[-1][0] + cell, wanted)
        else:
            parts.append((cell, wanted))
    return parts

"""Where the columns of the X-ray's list begin, for each width of the terminal."""

from __future__ import annotations

from dataclasses import dataclass

SIZE = 9
"""Cells of a size with its sign."""
TAG = 10


@dataclass(frozen=True)
class XRayColumns:
    """The cells of each column; a column that is not shown has none."""

    width: int
    bar: int
    name: int
    origin: int


def xray_columns(width: int) -> XRayColumns:
    """Return the columns for a width: names first, then who brought it, then a small bar for each size."""
    bar = 10 if width >= 100 else 0
    rest = max(width - SIZE - 2 - (bar + 1 if bar else 0) - TAG - 1, 20)
    origin = 11 if width < 70 else min(rest * 45 // 100, 56)
    return XRayColumns(width, bar, max(rest - origin, 8), origin)

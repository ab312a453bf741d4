"""The lanes beside one row: those that run through, the one that begins here, and the arrow that leaves one."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.dockerfile.diagram.lanes import Lanes, Stop
from tutor.dockerfile.diagram.parts import Part
from tutor.dockerfile.diagram.strokes import Strokes

WIDTH = 2
"""Columns of a lane."""


def gutter(
    row: int, stop: Stop, plan: Lanes, strokes: Strokes, *, arrow_in_row: bool = False
) -> Iterator[Part]:
    """Yield two columns for each lane; `arrow_in_row` says that the head of the arrow stands in the row itself."""
    here = plan.lane(stop)
    sign = _sign(row, stop, plan, strokes)
    head = strokes.left if stop.takes in plan.of and not arrow_in_row else strokes.across
    for lane in range(plan.count):
        way, role = (strokes.across, f"lane{here}") if here is not None and lane <= here else (" ", "")
        yield Part(head if way != " " and lane == 0 else way, role)
        if lane == here:
            yield Part(sign, role)
        elif lane in plan.rows[row]:
            yield Part(strokes.down, f"lane{lane}")
        else:
            yield Part(way, role)


def _sign(row: int, stop: Stop, plan: Lanes, strokes: Strokes) -> str:
    """Return how the lane that this row touches goes on."""
    if stop.gives in plan.of:
        return strokes.begin
    return strokes.end if stop.takes is not None and plan.last.get(stop.takes) == row else strokes.branch

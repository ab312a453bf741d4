"""Draw the learner's file beside the reference: two columns where there is room, else one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import chop_cells
from textual.content import Content

from tutor.report.side_by_side import CHANGED, ONLY_LEFT, SAME, DiffRow, Side, unified
from tutor.safe_text import clean
from tutor.tui.build_cells import pad

COLUMNS_FROM = 96
"""Cells from which two columns are shown: a terminal of 100 columns."""
_NUMBER = 4
_SIGNS = {" ": "$dim", "-": "bold $warning", "+": "bold $success"}
_TINTS = {" ": "", "-": "on $warning 10%", "+": "on $success 10%"}


def diff_rows(rows: Sequence[DiffRow], width: int) -> list[Content]:
    """Return the lines to show, each of at most `width` cells; long ones are wrapped, never cut."""
    if width >= COLUMNS_FROM:
        return [line for row in rows for line in _pair(row, (width - 3) // 2)]
    return [line for sign, side in unified(tuple(rows)) for line in _side(side, sign, width)]


def diff_titles(width: int) -> Content:
    """Return what stands above the lines."""
    if width < COLUMNS_FROM:
        return Content.assemble(
            (" - yours  ", "bold $warning"),
            ("+ the reference  ", "bold $success"),
            ("unmarked: in both", "$dim"),
        )
    half = (width - 3) // 2
    return Content.assemble((f"{'Your Dockerfile':<{half}}", "bold"), "   ", ("The reference", "bold"))


def summary(rows: Sequence[DiffRow]) -> str:
    """Return how much differs, for the title bar."""
    different = sum(row.kind != SAME for row in rows)
    if not different:
        return "the same, line by line"
    return f"{different} line{'' if different == 1 else 's'} differ{'s' if different == 1 else ''}"


def _pair(row: DiffRow, half: int) -> list[Content]:
    left_sign = "-" if row.kind in (CHANGED, ONLY_LEFT) else " "
    right_sign = " " if row.kind == SAME or row.right is None else "+"
    left, right = _side(row.left, left_sign, half), _side(row.right, right_sign, half)
    blank = Content(" " * half)
    height = max(len(left), len(right))
    left += [blank] * (height - len(left))
    right += [blank] * (height - len(right))
    return [Content.assemble(one, (" │ ", "$line"), two) for one, two in zip(left, right, strict=True)]


def _side(side: Side | None, sign: str, width: int) -> list[Content]:
    """Return a line as one or more rows of exactly `width` cells."""
    if side is None:
        return []
    room = max(width - _NUMBER - 3, 8)
    pieces = chop_cells(clean(side.text.expandtabs(4), 2000), room) or [""]
    rows = []
    for n, piece in enumerate(pieces):
        number = f"{side.number:>{_NUMBER}}" if n == 0 else " " * _NUMBER
        mark = sign if n == 0 else " "
        rows.append(
            Content.assemble(
                (number, "$dim"), " ", (mark, _SIGNS[sign]), (" " + pad(piece, room), _TINTS[sign])
            )
        )
    return rows

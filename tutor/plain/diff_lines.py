"""What two images differ in, as lines of text for any width from 60 columns on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tutor.model.xray import DROPPABLE, Category, Difference, Fate
from tutor.plain.columns import bar, wrapped
from tutor.plain.share_lines import share_lines
from tutor.plain.xray_lines import NARROWEST, head_lines
from tutor.report.fates import FateSum, added, droppable, dropped, fate_sums
from tutor.report.shares import Share
from tutor.safe_text import megabytes

_FATES = {
    Fate.DROPPED: "in the first only",
    Fate.ADDED: "in the second only",
    Fate.CHANGED: "other content",
    Fate.KEPT: "the same in both",
}


def diff_lines(
    difference: Difference, width: int = 80, top: int = 20, *, ascii_only: bool = False
) -> Iterator[str]:
    """Yield the whole report: totals, categories on one scale, what went, what came, what could still go."""
    width = max(width, NARROWEST)
    for image in (difference.before, difference.after):
        yield from head_lines(image, width)
    yield totals_line(difference)
    yield ""
    yield "What they ship, by category, on one scale"
    yield from _pairs(difference, width, ascii_only=ascii_only)
    yield ""
    yield "Files"
    yield from (_fate_line(row) for row in fate_sums(difference))
    yield from _rows("Dropped, the largest first", dropped(difference), top, width)
    yield from _rows("Added, the largest first", added(difference), top, width)
    yield from _left(difference, top, width)


def totals_line(difference: Difference) -> str:
    """Return `832 MB -> 424 MB, -49 %`."""
    before, after = difference.before.size, difference.after.size
    share = f", {100 * (after / before - 1):+.0f} %" if before else ""
    return f"{megabytes(before)} -> {megabytes(after)}{share}"


def _pairs(difference: Difference, width: int, *, ascii_only: bool) -> Iterator[str]:
    old, new = difference.before.by_category, difference.after.by_category
    most = max(*old.values(), *new.values())
    for category in Category:
        if not old[category] and not new[category]:
            continue
        for name, side, size in ((category.value, "before", old[category]), ("", "after", new[category])):
            drawn = bar(size, most, width - 41, ascii_only=ascii_only)
            yield f"  {name:<20}  {side:<6}  {megabytes(size):>7}  {drawn}".rstrip()


def _fate_line(row: FateSum) -> str:
    size = megabytes(row.before or row.after)
    if row.fate is Fate.CHANGED and row.files:
        size = f"{megabytes(row.before)} -> {megabytes(row.after)}"
    return f"  {row.fate.value:<8}  {row.files:>7,}  {size:<18}  {_FATES[row.fate]}"


def _rows(title: str, rows: Sequence[Share], top: int, width: int) -> Iterator[str]:
    rows = [row for row in rows if row.size]
    if rows:
        yield ""
        yield title
        yield from share_lines(rows, top, width)


def _left(difference: Difference, top: int, width: int) -> Iterator[str]:
    rows = [row for row in droppable(difference) if row.size]
    names = ", ".join(category.value for category in DROPPABLE)
    if not rows:
        yield ""
        yield from wrapped(f"Nothing is left that could go: no {names}.", width)
        return
    left = megabytes(sum(row.size for row in rows))
    yield from _rows(f"Still there, and could go: {left}", rows, top, width)

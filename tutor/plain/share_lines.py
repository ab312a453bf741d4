"""Rows of what takes the bytes, as lines of text: one line each where there is room, else two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tutor.plain.columns import fit, name_of
from tutor.report.shares import Share
from tutor.safe_text import megabytes

ONE_LINE = 110
"""The width from which on a row fits into one line."""
_CATEGORY = 20


def share_lines(rows: Sequence[Share], top: int, width: int) -> Iterator[str]:
    """Yield a heading and the first `top` rows; one more line says what is left out."""
    yield from _told(rows[:top], width)
    rest = rows[top:]
    if rest:
        files = sum(row.files for row in rest)
        more = "1 further row" if len(rest) == 1 else f"{len(rest):,} further rows"
        yield f"  {megabytes(sum(row.size for row in rest)):>7}  in {more} ({files_of(files)})"


def _told(rows: Iterable[Share], width: int) -> Iterator[str]:
    wide = width >= ONE_LINE
    origin = (width - _CATEGORY - 15) * 2 // 5 if wide else 0
    what = width - 13 - _CATEGORY - (origin + 2 if wide else 0)
    head = f"  {'size':>7}  {'what':<{what}}  {'category':<{_CATEGORY}}"
    yield (f"{head}  brought by" if wide else head).rstrip()
    for row in rows:
        many = f" ({files_of(row.files)})" if wide and row.files > 1 else ""
        name = fit(name_of(row.label), what - len(many)).rstrip() + many
        line = f"  {megabytes(row.size):>7}  {fit(name, what)}  {row.category.value:<{_CATEGORY}}"
        yield (f"{line}  {fit(row.origin.text, origin)}" if wide else line).rstrip()
        if not wide:
            yield _second_line(row, width)


def _second_line(row: Share, width: int) -> str:
    count = f"{files_of(row.files)}, " if row.files > 1 else ""
    start = f"{'':>11}{count}brought by "
    return (start + fit(row.origin.text, width - len(start))).rstrip()


def files_of(count: int) -> str:
    """Return a number of files in words."""
    return "1 file" if count == 1 else f"{count:,} files"

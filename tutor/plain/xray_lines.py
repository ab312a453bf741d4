"""What an image ships, as lines of text for any width from 60 columns on."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.model.xray import XRay
from tutor.plain.columns import bar, fit, name_of, percent, width_of, wrapped
from tutor.plain.share_lines import files_of, share_lines
from tutor.report.engine_size import engine_words
from tutor.report.layers import layers
from tutor.report.shares import shares
from tutor.report.waste_shares import WasteShare, waste_shares
from tutor.safe_text import megabytes

NARROWEST = 60
_REASONS = {
    "deleted": "deleted later, ships all the same",
    "overwritten": "overwritten later, ships all the same",
    "duplicate": "duplicates of files under another name",
}


def xray_lines(xray: XRay, width: int = 80, top: int = 20, *, ascii_only: bool = False) -> Iterator[str]:
    """Yield the whole report: sizes, categories, the largest rows, waste, layers."""
    width = max(width, NARROWEST)
    yield from head_lines(xray, width)
    yield ""
    yield "What it ships, by category"
    yield from _categories(xray, width, ascii_only=ascii_only)
    rows = [row for row in shares(xray) if row.size]
    if rows:
        yield ""
        yield "What takes the space, the largest first"
        yield from share_lines(rows, top, width)
    yield ""
    yield from _waste(xray, width, top)
    yield ""
    yield "Layers, from the bottom"
    yield from _layers(xray, width)


def head_lines(xray: XRay, width: int) -> Iterator[str]:
    """Yield the name with the sizes, and why the engine's own number is another one."""
    sizes = megabytes(xray.size)
    if xray.added_size != xray.size:
        sizes += f", {megabytes(xray.added_size)} of it added to the base image"
    name = fit(name_of(xray.name), width).rstrip()
    if width_of(name) + len(sizes) + 2 <= width:
        yield f"{name}  {sizes}"
    else:
        yield from (name, f"  {sizes}")
    yield from wrapped(engine_words(xray), width)


def _categories(xray: XRay, width: int, *, ascii_only: bool) -> Iterator[str]:
    most = max(xray.by_category.values())
    for category, size in xray.by_category.items():
        drawn = bar(size, most, width - 42, ascii_only=ascii_only)
        yield f"  {category.value:<20}  {megabytes(size):>7}  {percent(size, xray.size)}  {drawn}".rstrip()


def _waste(xray: XRay, width: int, top: int) -> Iterator[str]:
    waste = xray.waste
    amounts = {"deleted": waste.deleted, "overwritten": waste.overwritten, "duplicate": waste.duplicated}
    if not any(amounts.values()):
        yield "Waste: none (nothing deleted, overwritten or there twice)"
        return
    yield f"Waste: {megabytes(sum(amounts.values()))} ship for nothing"
    for reason, size in amounts.items():
        yield f"  {megabytes(size):>7}  {_REASONS[reason]}"
    rows = waste_shares(xray)
    for row in rows[:top]:
        yield from _waste_row(row, width)
    if len(rows) > top:
        yield f"  {'':>7}  and {len(rows) - top:,} smaller ones"


def _waste_row(row: WasteShare, width: int) -> Iterator[str]:
    many = f" ({files_of(row.files)})" if row.files > 1 else ""
    name = fit(name_of(row.label), width - 24 - len(many)).rstrip() + many
    yield f"  {megabytes(row.size):>7}  {row.reason:<11}  {name}"
    yield f"  {'':>22}  brought by {fit(row.origin.text, width - 37)}".rstrip()
    if row.by is not None:
        yield f"  {'':>22}  hidden by {fit(row.by.text, width - 36)}".rstrip()
    elif row.first:
        yield f"  {'':>22}  same as {fit(name_of(row.first), width - 34)}".rstrip()


def _layers(xray: XRay, width: int) -> Iterator[str]:
    for layer in layers(xray):
        yield f"  {megabytes(layer.size):>7}  {fit(layer.origin.text, width - 11)}".rstrip()

"""The parts of a report that need no script: rows, waste, layers."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.html.markup import bar, files_of, section, table, tag, text
from tutor.model.xray import Category, Origin, XRay
from tutor.report.layers import layers
from tutor.report.shares import Share
from tutor.report.waste_shares import WasteShare, waste_shares
from tutor.safe_text import megabytes

_WASTE = {
    "deleted": "Deleted by a later layer, ships all the same",
    "overwritten": "Overwritten by a later layer, ships all the same",
    "duplicate": "Further copies of files that are there under another name",
}


def category_section(xray: XRay) -> str:
    """Return the bytes of each category as bars."""
    most = max(xray.by_category.values())
    rows = [
        (tag(c), megabytes(size), _percent(size, xray.size), bar(size, most, c))
        for c, size in xray.by_category.items()
        if size
    ]
    if not rows:
        return section("What it ships", '<p class="note">Nothing: the image has no files.</p>')
    return section("What it ships", table(("Category", "Size", "Share", ""), rows, 0, "categories"))


def pair_section(before: XRay, after: XRay) -> str:
    """Return the bytes of each category of two images, on one scale."""
    old, new = before.by_category, after.by_category
    most = max(*old.values(), *new.values())
    rows = [
        (
            tag(c),
            _pair(megabytes(old[c]), megabytes(new[c])),
            _pair(bar(old[c], most, c), bar(new[c], most, c)),
        )
        for c in Category
        if old[c] or new[c]
    ]
    head = ("Category", "Before, after", "")
    return section("What they ship, on one scale", table(head, rows, 0, "categories pairs"))


def share_section(title: str, rows: Sequence[Share], top: int, note: str = "") -> str:
    """Return the largest rows; nothing if there are none."""
    rows = [row for row in rows if row.size]
    if not rows:
        return ""
    most = rows[0].size
    cells = [
        (megabytes(r.size) + bar(r.size, most, r.category), _what(r), tag(r.category), text_of(r.origin))
        for r in rows[:top]
    ]
    told = _note(f"{note} {_not_listed(rows[top:])}".strip())
    return section(title, table(("Size", "What", "Category", "Brought by"), cells, 1, "rows"), told)


def waste_section(xray: XRay, top: int) -> str:
    """Return what ships for nothing."""
    waste = xray.waste
    amounts = {"deleted": waste.deleted, "overwritten": waste.overwritten, "duplicate": waste.duplicated}
    if not any(amounts.values()):
        return section("Waste", '<p class="note">None: nothing is deleted, overwritten or there twice.</p>')
    sums = table(("Size", "Why"), [(megabytes(size), _WASTE[r]) for r, size in amounts.items() if size], 1)
    rows = waste_shares(xray)
    head = ("Size", "What", "Why", "Brought by", "Hidden by")
    listed = table(head, [_waste_cells(row) for row in rows[:top]], 1, "rows")
    title = f"Waste: {megabytes(sum(amounts.values()))}"
    return section(title, sums, listed, _note(_not_listed(rows[top:])))


def _waste_cells(row: WasteShare) -> tuple[str, ...]:
    by = text_of(row.by) if row.by else f"same as {text(row.first)}" if row.first else ""
    return megabytes(row.size), _name(row.label, row.files), row.reason, text_of(row.origin), by


def layer_section(xray: XRay, title: str = "Layers, from the bottom") -> str:
    """Return the layers with their sizes and what made them."""
    rows = layers(xray)
    most = max((row.size for row in rows), default=0)
    cells = [
        (megabytes(row.size) + bar(row.size, most), f"{row.files:,}", text_of(row.origin)) for row in rows
    ]
    return section(title, table(("Size", "Files", "Made by"), cells, 2, "layers"))


def text_of(origin: Origin) -> str:
    """Return what made a layer, as code."""
    return f"<code>{text(origin.text)}</code>"


def _what(row: Share) -> str:
    why = f'<span class="why">{text(row.why)}</span>' if row.why else ""
    return _name(row.label, row.files) + why


def _name(label: str, files: int) -> str:
    many = f'<span class="note count">{files_of(files)}</span>' if files > 1 else ""
    return f'<span class="name">{text(label)}</span>{many}'


def _note(words: str) -> str:
    return f'<p class="note">{words}</p>' if words else ""


def _not_listed(rest: Sequence[Share] | Sequence[WasteShare]) -> str:
    """Return how many rows a table leaves out; nothing if it has all."""
    if not rest:
        return ""
    many = f"{len(rest):,} further row{'s' if len(rest) > 1 else ''}"
    return f"Not listed: {many}, {megabytes(sum(row.size for row in rest))} together."


def _pair(before: str, after: str) -> str:
    return f"<span>{before}</span><span>{after}</span>"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""

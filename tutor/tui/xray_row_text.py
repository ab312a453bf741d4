"""Draw one row of the X-ray's list: how much, what, of which kind, and the line that brought it."""

from __future__ import annotations

from functools import lru_cache

from textual.content import Content

from tutor.model.xray import Origin, State
from tutor.safe_text import clean_line, megabytes, signed_megabytes
from tutor.tui.build_cells import fit, pad
from tutor.tui.size_bar import size_bar
from tutor.tui.xray_bars_text import STYLES
from tutor.tui.xray_columns import SIZE, TAG, XRayColumns
from tutor.tui.xray_groups import Branch
from tutor.tui.xray_leaves import Leaf
from tutor.tui.xray_outline import Outline, Row

_DEEPEST = 12
"""Levels that are indented; what lies deeper stands below each other."""
_NARROW = 16
"""Cells below which an origin is only its line."""
_HEADS = {"package": "package or folder", "reason": "why it is waste"}


def head_text(outline: Outline, at: XRayColumns) -> Content:
    """Return the names of the columns; the second one says what the rows are grouped by."""
    bar = " " * (at.bar + 1) if at.bar else ""
    what = _HEADS.get(outline.grouping, outline.grouping)
    words = (
        f"{'size':>{SIZE}} {bar} {pad(f'  {what}', at.name)} {pad('kind', TAG)}{fit('brought by', at.origin)}"
    )
    return Content.styled(words, "$dim")


def row_text(row: Row, outline: Outline, at: XRayColumns, *, signed: bool) -> Content:
    """Return one row; `signed` sizes are changes."""
    node = row.node
    size = signed_megabytes(node.size) if signed else megabytes(node.size)
    bar = pad(size_bar(abs(node.size), outline.largest, at.bar), at.bar) + " " if at.bar else ""
    origin, others = (node.origin, 0) if isinstance(node, Leaf) else node.origin
    style = STYLES.get(node.tag.rstrip("+"), "")
    return Content.assemble(
        (f"{size:>{SIZE}} ", "bold" if row.depth == 0 else ""),
        (bar, style or "$foreground"),
        " ",
        _name(row, outline, at.name),
        " ",
        (pad(node.tag, TAG), style),
        (origin_words(origin, others, at.origin), "$dim"),
    )


def _name(row: Row, outline: Outline, width: int) -> Content:
    indent, node = "  " * min(row.depth, _DEEPEST), row.node
    room = max(width - len(indent) - 2, 1)
    sign = "  " if isinstance(node, Leaf) else "▾ " if row.is_open else "▸ "
    label, at = shorten_around(_label(node, outline), room, outline.wanted)
    text = Content.styled(label, _style(node))
    if at >= 0:
        text = text.stylize("bold underline", at, at + len(outline.wanted))
    return Content.assemble((indent + sign, "$dim"), text, " " * (room - text.cell_length))


def _label(node: Branch | Leaf, outline: Outline) -> str:
    """Return a row's name: a file's whole path in a plain list, else only what the rows above do not say."""
    if isinstance(node, Branch):
        return _harmless(node.label)
    folder, _, name = node.path.rstrip("/").rpartition("/")
    name += "/" * node.path.endswith("/")
    return _harmless(f"{folder}/{name}".lstrip("/") if outline.grouping == "file" else name)


def _style(node: Branch | Leaf) -> str:
    """Strike out what no container sees."""
    hidden = isinstance(node, Leaf) and node.item is not None and node.item.state is not State.VISIBLE
    return "strike $dim" if hidden else ""


def origin_words(origin: Origin, others: int, width: int) -> str:
    """Return what brought something, in `width` cells: the line first, then as many of its words as fit."""
    more = f" +{others}" if others else ""
    words = _harmless(origin.text)
    if width < _NARROW:
        line = f"line {origin.line}" if origin.line is not None else f"layer {origin.layer}"
        words = "base" if origin.base and origin.line is None else line
    return pad(fit(words, width - len(more)) + more, width)


def shorten(path: str, width: int) -> str:
    """Return a path in `width` cells; what is left out stands in the middle, because both ends tell most."""
    if len(path) <= width:
        return fit(path, width)
    tail = max(width * 2 // 3, 1)
    return fit(path[: max(width - tail - 1, 0)] + "…" + path[-tail:], width)


def shorten_around(path: str, width: int, wanted: str) -> tuple[str, int]:
    """Return a path in `width` cells that still shows what is searched for, and where that begins; -1 if nowhere."""
    short = shorten(path, width)
    at = short.lower().find(wanted) if wanted else -1
    found = path.lower().find(wanted) if wanted else -1
    if at >= 0 or found < 0:
        return short, at
    tail = width // 2
    start = max(found - 3, 0)
    head = "…" + path[start : start + max(width - tail - 2, 0)]
    short = fit(f"{head}…{path[-tail:]}", width)
    return short, short.lower().find(wanted)


@lru_cache(maxsize=4096)
def _harmless(text: str) -> str:
    return clean_line(text, 4000)

"""What is told of the selected row, in two lines: its whole path, and why it is there."""

from __future__ import annotations

from textual.content import Content

from tutor.model.xray import Change, Fate, Item, State, WasteRow
from tutor.safe_text import clean_line, megabytes
from tutor.tui.build_cells import fit
from tutor.tui.wrap import join_lines
from tutor.tui.xray_groups import Branch
from tutor.tui.xray_leaves import LABELS, Leaf
from tutor.tui.xray_row_text import shorten

_HIDDEN = {
    State.DELETED: "deleted by a later layer, and ships all the same",
    State.OVERWRITTEN: "replaced by a later layer, and ships all the same",
}


def detail_text(node: Branch | Leaf | None, width: int) -> Content:
    """Return two lines about a row."""
    if node is None:
        return Content("\n")
    first, *facts = _of_branch(node) if isinstance(node, Branch) else _of_leaf(node)
    name = shorten(clean_line(first, 4000), width)
    told = " · ".join(clean_line(fact, 500) for fact in facts if fact)
    return join_lines([Content.styled(name, "bold"), Content.styled(fit(told, width), "$dim")])


def _of_branch(branch: Branch) -> list[str]:
    origin, others = branch.origin
    count = len(branch.leaves)
    tag = LABELS.get(branch.tag.rstrip("+"), branch.tag)
    mostly = "mostly " if branch.tag.endswith("+") else ""
    more = f" and {others} more" if others else ""
    first = branch.leaves[0].path[: branch.at] if branch.at else branch.label
    return [
        f"/{first}" if branch.at else first,
        f"{count:,} file{'s' if count != 1 else ''}",
        mostly + tag,
        origin.text + more,
    ]


def _of_leaf(leaf: Leaf) -> list[str]:
    source = leaf.source
    if isinstance(source, WasteRow):
        return [f"/{leaf.path}", *_of_waste(source)]
    told = _of_change(source) if isinstance(source, Change) else ""
    item = leaf.item
    return [f"/{leaf.path}", told, *(_of_item(item) if item else ()), leaf.package, leaf.origin.text]


def _of_item(item: Item) -> list[str]:
    kind = "" if item.kind == "file" else "hard link" if item.kind == "hardlink" else item.kind
    size = f"{item.size:,} bytes"
    return [_HIDDEN.get(item.state, ""), size, kind, item.why]


def _of_change(change: Change) -> str:
    if change.fate is not Fate.CHANGED or change.before is None or change.after is None:
        return ""
    return f"{megabytes(change.before.size)} → {megabytes(change.after.size)}"


def _of_waste(row: WasteRow) -> list[str]:
    size = f"{row.size:,} bytes"
    brought = f"brought by {row.origin.text}"
    if row.reason == "duplicate":
        return [size, f"the same content as /{row.first}", brought]
    hides = "deletes" if row.reason == "deleted" else "replaces"
    return [size, f"{row.by.text} {hides} it" if row.by else LABELS.get(row.reason, row.reason), brought]

"""A lab of several parts: each is a lab by itself, put together from what all share and from what it says of its own."""

from __future__ import annotations

from dataclasses import replace

from tutor.content.fields import Fields, read_items, unique
from tutor.content.lab_table import ADDED_IN_PARTS, PART, PARTS_RANGE
from tutor.content.problems import Report
from tutor.content.yaml_tree import Items, Keys, Node, Scalar

KEY = "parts"


def parts_of(tree: Keys, report: Report) -> tuple[tuple[str, Keys], ...]:
    """Return (id, manifest) of each part of a lab; none if it has no parts, or nothing of them can be read."""
    node = tree.nodes.get(KEY)
    if node is None:
        return ()
    entries, (low, high) = read_items(node, "`parts`", report), PARTS_RANGE
    if isinstance(node, Items) and not low <= len(entries) <= high:
        report.add(node.line, f"a lab has {low} to {high} parts, or none; here are {len(entries)}.")
        return ()
    fields = [Fields(entry, PART.what, PART.fields, report) for entry in entries]
    ids, titles = [f.identifier("id") for f in fields], [f.text("title") for f in fields]
    unique(zip(fields, ids, strict=True), "parts", report)
    return tuple(
        (part, _joined(tree, entry, title))
        for part, title, entry in zip(ids, titles, entries, strict=True)
        if isinstance(entry, Keys) and part
    )


def _joined(whole: Keys, part: Keys, title: str) -> Keys:
    """Return the manifest of a part: its keys take the place of the lab's, and entries of some lists are added."""
    nodes = {key: node for key, node in whole.nodes.items() if key != KEY}
    lines = dict(whole.lines)
    for key, node in part.nodes.items():
        if key not in PART.fields or key == "id":
            continue
        shared = nodes.get(key)
        is_added = key in ADDED_IN_PARTS and isinstance(shared, Items) and isinstance(node, Items)
        nodes[key] = _added(shared, node) if is_added else node  # type: ignore[arg-type]
        lines[key] = part.lines[key]
    own = whole.nodes.get("title")
    if isinstance(own, Scalar) and title:
        nodes["title"] = replace(own, text=f"{own.text}: {title}")
    return Keys(whole.line, nodes, lines)


def _added(shared: Items, own: Items) -> Items:
    """Return both lists as one; an entry with an id of the shared list is put together with that entry."""
    entries = {_id(node) or f"#{n}": node for n, node in enumerate(shared.nodes)}
    for n, node in enumerate(own.nodes, len(entries)):
        name = _id(node) or f"#{n}"
        before = entries.get(name)
        is_same = isinstance(before, Keys) and isinstance(node, Keys)
        entries[name] = _together(before, node) if is_same else node  # type: ignore[arg-type]
    return Items(own.line, tuple(entries.values()))


def _together(shared: Keys, own: Keys) -> Keys:
    return Keys(own.line, {**shared.nodes, **own.nodes}, {**shared.lines, **own.lines})


def _id(node: Node) -> str:
    found = node.nodes.get("id") if isinstance(node, Keys) else None
    return found.text if isinstance(found, Scalar) else ""

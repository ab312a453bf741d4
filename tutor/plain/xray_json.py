"""The JSON of `tutor xray` and `tutor diff`; documented in README, changed only together with `JSON_VERSION`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tutor.model.xray import Category, Change, Difference, Item, Origin, XRay
from tutor.plain.json_form import JSON_VERSION
from tutor.report.fates import added, droppable, dropped, fate_sums
from tutor.report.layers import layers
from tutor.report.rules import Finding
from tutor.report.shares import Share, shares
from tutor.report.waste_shares import WasteShare, waste_shares


def xray_form(
    xray: XRay, rules: Iterable[Finding] = (), *, top: int | None = None, items: bool = False
) -> dict[str, Any]:
    """Return an X-ray as `tutor xray --json` prints it; `top` bounds the rows, `items` adds every file."""
    form = {"json_version": JSON_VERSION, **_image(xray)}
    form |= {
        "layers": [{**_origin(row.origin), "size": row.size, "files": row.files} for row in layers(xray)],
        "rows": _shares(shares(xray), top),
        "waste": _waste(xray, top),
        "rules": [_finding(rule) for rule in rules],
    }
    if items:
        form["items"] = [_item(item) for item in xray.items]
    return form


def difference_form(
    difference: Difference, rules: Iterable[Finding] = (), *, top: int | None = None, items: bool = False
) -> dict[str, Any]:
    """Return a difference as `tutor diff --json` prints it; `top` bounds the rows, `items` adds every file."""
    form = {
        "json_version": JSON_VERSION,
        "before": _image(difference.before),
        "after": _image(difference.after),
        "size_change": difference.after.size - difference.before.size,
        "files": {
            row.fate.value: {"files": row.files, "before": row.before, "after": row.after}
            for row in fate_sums(difference)
        },
        "dropped": _shares(dropped(difference), top),
        "added": _shares(added(difference), top),
        "could_go": _shares(droppable(difference), top),
        "rules": [_finding(rule) for rule in rules],
    }
    if items:
        form["items"] = [_change(change) for change in difference.changes]
    return form


def _image(xray: XRay) -> dict[str, Any]:
    return {
        "image": _text(xray.name),
        "image_id": xray.image_id,
        "size": xray.size,
        "added_size": xray.added_size,
        "engine_reported": xray.engine_size,
        "categories": {category.value: xray.by_category[category] for category in Category},
    }


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "layer": origin.layer,
        "line": origin.line,
        "instruction": _text(origin.words),
        "base": origin.base,
    }


def _shares(rows: Iterable[Share], top: int | None) -> list[dict[str, Any]]:
    return [_share(row) for row in tuple(rows)[:top]]


def _share(row: Share) -> dict[str, Any]:
    return {
        "what": _text(row.label),
        "size": row.size,
        "files": row.files,
        "category": row.category.value,
        "why": _text(row.why),
        "brought_by": _origin(row.origin),
    }


def _waste(xray: XRay, top: int | None) -> dict[str, Any]:
    waste = xray.waste
    return {
        "deleted": waste.deleted,
        "overwritten": waste.overwritten,
        "duplicated": waste.duplicated,
        "rows": [_waste_row(row) for row in waste_shares(xray)[:top]],
    }


def _waste_row(row: WasteShare) -> dict[str, Any]:
    return {
        "what": _text(row.label),
        "size": row.size,
        "files": row.files,
        "category": row.category.value,
        "reason": row.reason,
        "brought_by": _origin(row.origin),
        "hidden_by": _origin(row.by) if row.by else None,
        "same_as": _text(row.first) or None,
    }


def _finding(rule: Finding) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "limit": rule.limit,
        "allowed": rule.allowed,
        "found": rule.found,
        "broken": rule.broken,
        "brought_by": _shares(rule.brought_by, None),
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "path": _text(item.path),
        "size": item.size,
        "kind": item.kind,
        "layer": item.layer,
        "category": item.category.value,
        "state": item.state.value,
        "why": _text(item.why),
        "package": _text(item.package) or None,
    }


def _change(change: Change) -> dict[str, Any]:
    before, after = change.before, change.after
    return {
        "fate": change.fate.value,
        "before": _item(before) if before else None,
        "after": _item(after) if after else None,
    }


def _text(text: str) -> str:
    """Return untrusted text as it is, but for bytes that no encoding knows; JSON itself makes it harmless."""
    return text.encode("utf-8", "replace").decode()

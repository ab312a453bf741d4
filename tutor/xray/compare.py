"""Two images side by side: which files were dropped, added, changed and kept."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.model.xray import Change, Difference, Fate, Item, State, XRay

_Key = tuple[str, State, int]


def compare(before: XRay, after: XRay) -> Difference:
    """Return the difference: seen files are matched by path, hidden ones by path, state and order. Moved ones are two."""
    old, new = _keyed(before.items), _keyed(after.items)
    changes = [_change(item, new.get(key)) for key, item in old.items()]
    changes += [Change(Fate.ADDED, None, item) for key, item in new.items() if key not in old]
    changes.sort(key=_rank)
    return Difference(before, after, tuple(changes))


def _keyed(items: Iterable[Item]) -> dict[_Key, Item]:
    """Return the items by what finds their like in another image; equal ones are numbered from the bottom."""
    found: dict[_Key, Item] = {}
    orders: dict[tuple[str, State], int] = {}
    for item in items:
        key = (item.path, item.state, 0)
        if key in found:
            order = orders[key[:2]] = orders.get(key[:2], 0) + 1
            key = (item.path, item.state, order)
        found[key] = item
    return found


def _change(old: Item, new: Item | None) -> Change:
    if new is None:
        return Change(Fate.DROPPED, old, None)
    return Change(Fate.KEPT if _alike(old, new) else Fate.CHANGED, old, new)


def _alike(old: Item, new: Item) -> bool:
    """Return whether content and mode are the same; without digests, contents of one size pass for the same."""
    return (
        old.size == new.size
        and old.kind == new.kind
        and old.mode == new.mode
        and (old.digest == new.digest or not old.digest or not new.digest)
    )


def _rank(change: Change) -> tuple[bool, int, int, str]:
    return change.fate is Fate.KEPT, -abs(change.delta), -change.item.size, change.item.path

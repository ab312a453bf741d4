"""What is left of a layer that puts something into the place of what it has itself: its entries in their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tutor.model.entry import Entry


@dataclass(frozen=True)
class Settled:
    """A layer as it is when its last entry has been unpacked."""

    left: dict[str, Entry]
    leaves: set[str]
    """Paths where something that is no folder stood at some time: it has hidden what lower layers have below them."""


def settled(entries: Iterable[Entry], above: set[str]) -> Settled:
    """Return what unpacking the entries one after the other leaves; `above` are those of their paths that others are below."""
    order = _Order(above)
    for at, entry in enumerate(entries):
        if not entry.whiteout:
            order.add(at, entry)
    return Settled(order.left(), set(order.leaf_at))


class _Order:
    """When each path was written last; `watched` are those that stand above others."""

    def __init__(self, watched: set[str]) -> None:
        self._watched = watched
        self._last: dict[str, tuple[int, Entry]] = {}
        self.leaf_at: dict[str, int] = {}
        self._folder_at: dict[str, int] = {}
        self._folder, self._folders_watched = "", list[str]()

    def add(self, at: int, entry: Entry) -> None:
        """Take in the next entry."""
        self._last[entry.path] = at, entry
        if entry.path in self._watched and entry.kind != "dir":
            self.leaf_at[entry.path] = at
        for folder in self._above(entry.path):
            self._folder_at[folder] = at

    def left(self) -> dict[str, Entry]:
        """Return the entries that no later one has replaced."""
        return {path: entry for path, (at, entry) in self._last.items() if not self._is_replaced(at, entry)}

    def _is_replaced(self, at: int, entry: Entry) -> bool:
        if entry.kind != "dir" and self._folder_at.get(entry.path, -1) > at:
            return True
        return any(self.leaf_at.get(folder, -1) > at for folder in self._above(entry.path))

    def _above(self, path: str) -> list[str]:
        """Return the watched folders above a path; those of the folder last asked for are known."""
        folder = path.rpartition("/")[0]
        if folder != self._folder:
            self._folder, self._folders_watched = folder, []
            while folder:
                if folder in self._watched:
                    self._folders_watched.append(folder)
                folder = folder.rpartition("/")[0]
        return self._folders_watched

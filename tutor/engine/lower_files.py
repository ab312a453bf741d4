"""What the layers below a COPY show at the places that it writes to; all else they have is not looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tutor.engine.layer_scan import LayerFiles
from tutor.model.entries import EntryTable
from tutor.model.file_tree import OPAQUE, WHITEOUT, FileTree
from tutor.model.image import Entry


def lower_files(layers: Iterable[LayerFiles], places: Sequence[str]) -> dict[str, Entry]:
    """Return what stands at the places and below them, by path; an empty place is the root with all below it."""
    tree, near = FileTree(), _Near(places)
    for number, files in enumerate(layers):
        tree.put(number, near.of(files.entries))
    return {path: entry for path, (_, entry) in tree.found.items() if near.covers(path)}


class _Near:
    """Finds the entries that say something about some places."""

    def __init__(self, places: Sequence[str]) -> None:
        self._places = frozenset(places)
        self._ways = {above for place in places for above in _up(place)}
        self._below = tuple(f"{place}/" for place in places)
        self._all = "" in places

    def of(self, entries: EntryTable) -> list[Entry]:
        """Return them in the order of their archive."""
        numbers = (n for n, path in enumerate(entries.paths()) if self._has(path))
        return [entries[number] for number in numbers]

    def covers(self, path: str) -> bool:
        """Return whether a path is one of the places, or below one."""
        return self._all or path in self._places or path.startswith(self._below)

    def _has(self, path: str) -> bool:
        if path in self._ways or self.covers(path):
            return True
        return WHITEOUT in path and _marked(path) in self._ways


def _up(path: str) -> list[str]:
    """Return a path and all above it, the root included."""
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(len(parts) + 1)]


def _marked(path: str) -> str | None:
    """Return what a whiteout hides, or the folder whose content it hides; None for another path."""
    folder, _, name = path.rpartition("/")
    if name == OPAQUE:
        return folder
    if not name.startswith(WHITEOUT):
        return None
    hidden = name.removeprefix(WHITEOUT)
    return f"{folder}/{hidden}" if folder else hidden

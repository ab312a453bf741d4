"""Which entries of an image a later layer hides, and what hides each: a deletion, or another file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.model.image import Entry
from tutor.model.xray import State
from tutor.xray.limits import LONGEST_PATH


@dataclass(frozen=True, slots=True)
class Hiding:
    """What hides an entry of a lower layer."""

    layer: int
    """The layer that hides, from 0; the entry's own if the archive has its path twice."""
    path: str
    """The entry's own path, or the folder that was deleted or emptied with all in it."""
    state: State


def hidings(layers: Sequence[Sequence[Entry]]) -> list[list[Hiding | None]]:
    """Return for each entry of each layer what hides it first, or None if a container sees it.

    Agrees with `Image.visible`. Goes from the top down, so that what is nearest above an entry is what was noted last.
    """
    above = _Above()
    found: list[list[Hiding | None]] = []
    for number in range(len(layers) - 1, -1, -1):
        found.append(_layer(layers[number], number, above))
        above.put(layers[number], number)
    return found[::-1]


def _layer(entries: Sequence[Entry], number: int, above: _Above) -> list[Hiding | None]:
    """Return what hides each entry; a path that comes twice in one archive is hidden by its last entry."""
    last = {entry.path: index for index, entry in enumerate(entries)}
    repeated = len(last) < len(entries)
    if not above.layers and not repeated:
        return [None] * len(entries)
    return [
        Hiding(number, entry.path, State.OVERWRITTEN)
        if repeated and last[entry.path] != index and not entry.whiteout
        else above.hiding(entry.path)
        for index, entry in enumerate(entries)
    ]


class _Above:
    """All that the layers above have: for each path, the lowest of them that does something there."""

    def __init__(self) -> None:
        self.layers = 0
        self._covering: dict[str, int] = {}
        """Paths that have an entry; it replaces a lower one of that path."""
        self._blocking: dict[str, int] = {}
        """Paths that are no folder: nothing of a lower layer is seen below them."""
        self._gone: dict[str, int] = {}
        """Paths deleted with all below them."""
        self._emptied: dict[str, int] = {}
        """Folders whose lower content is deleted."""
        self._folders: dict[str, Hiding | None] = {}

    def put(self, entries: Sequence[Entry], number: int) -> None:
        """Add a layer, lower than all before."""
        for entry in entries:
            path = entry.path
            if ".wh." in path and entry.whiteout:
                folder, _, name = path.rpartition("/")
                if name == ".wh..wh..opq":
                    self._emptied[folder] = number
                else:
                    self._gone[f"{folder}/{name[4:]}".lstrip("/")] = number
                continue
            self._covering[path] = number
            if entry.kind != "dir":
                self._blocking[path] = number
        self.layers += 1
        self._folders = {}

    def hiding(self, path: str) -> Hiding | None:
        """Return what hides `path`, if it is an entry of a layer below all of these."""
        if len(path) > LONGEST_PATH:
            return None
        folder = path.rpartition("/")[0]
        if folder in self._folders:
            found = self._folders[folder]
        else:
            found = self._folders[folder] = self._below(folder)
        if path in self._gone and (found is None or self._gone[path] < found.layer):
            found = Hiding(self._gone[path], path, State.DELETED)
        covering = self._covering.get(path)
        if covering is not None and (found is None or covering <= found.layer):
            return Hiding(covering, path, State.OVERWRITTEN)
        return found

    def _below(self, folder: str) -> Hiding | None:
        """Return the lowest deletion that hides all below `folder`; of two in one layer, that of the outer folder."""
        found: Hiding | None = None
        while True:
            for hiding in (self._gone, self._blocking, self._emptied):
                layer = hiding.get(folder)
                if layer is not None and (found is None or layer <= found.layer):
                    found = Hiding(layer, folder, State.DELETED)
            if not folder:
                return found
            folder = folder.rpartition("/")[0]

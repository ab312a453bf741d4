"""The effective file system of an image: layers put over each other, whiteouts applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tutor.model.entry import Entry

OPAQUE = ".wh..wh..opq"
"""Name of the file that hides what lower layers have in its folder."""
WHITEOUT = ".wh."
"""What the name of a file that hides another one begins with."""


_MOST_FOLDER_TEXT = 32 << 20
"""Characters of folder names to remember; far more than any honest image has, and a bound for the others."""


class FileTree:
    """What a container sees; layers are put on from the base up."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[int, Entry]] = {}
        """Path to (layer number, entry)."""
        self._folders: set[str] = set()
        """All paths that something is or was below, whether or not they have an entry of their own."""
        self._room = _MOST_FOLDER_TEXT

    def put(self, number: int, entries: Sequence[Entry]) -> None:
        """Put a layer on top. Its whiteouts hide what is below it, wherever in the layer they stand, never its own files."""
        marks, new = [], {}
        for entry in entries:
            path = entry.path
            if WHITEOUT in path and entry.whiteout:
                marks.append(path)
            else:
                new[path] = (number, entry)
        gone, emptied = _hidden(marks)
        gone.update(p for p in self._folders & new.keys() if new[p][1].kind != "dir")
        if gone or emptied:
            self._hide(gone, emptied)
        self.found.update(new)
        self._know_folders(new)

    def _hide(self, gone: set[str], emptied: set[str]) -> None:
        """Drop the paths in `gone` and all below both; one pass, however many whiteouts a layer has."""
        hiding = gone | emptied
        known = {"": "" in hiding}
        self.found = {
            path: found
            for path, found in self.found.items()
            if path not in gone and not _is_hidden(path.rpartition("/")[0], hiding, known)
        }

    def _know_folders(self, paths: Iterable[str]) -> None:
        folders = self._folders
        for path in paths:
            folder = path.rpartition("/")[0]
            while folder not in folders and self._room > 0:
                folders.add(folder)
                self._room -= len(folder)
                folder = folder.rpartition("/")[0]


def _hidden(marks: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return (paths that whiteouts hide with all below them, folders of which they hide only what is below)."""
    gone, emptied = set(), set()
    for path in marks:
        folder, _, name = path.rpartition("/")
        if name == OPAQUE:
            emptied.add(folder)
        else:
            name = name.removeprefix(WHITEOUT)
            gone.add(f"{folder}/{name}" if folder else name)
    return gone, emptied


def _is_hidden(folder: str, hiding: set[str], known: dict[str, bool]) -> bool:
    """Return whether a folder or one above it is hidden; `known` has the root, and keeps the answer."""
    above = folder
    while above not in known and above not in hiding:
        above = above.rpartition("/")[0]
    return known.setdefault(folder, known.get(above, True))

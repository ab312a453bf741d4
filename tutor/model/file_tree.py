"""The effective file system of an image: layers put over each other, whiteouts applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tutor.model.entry import Entry
from tutor.model.layer_order import settled

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
        marks, new, count = [], {}, 0
        for entry in entries:
            path = entry.path
            if WHITEOUT in path and entry.whiteout:
                marks.append(path)
            else:
                new[path] = (number, entry)
                count += 1
        folders = _above(new)
        above = (self._folders & new.keys()) | (folders & new.keys())
        leaves = {path for path in above if new[path][1].kind != "dir"}
        if count > len(new) or leaves & folders:
            changed = settled(entries, above)
            new = {path: (number, entry) for path, entry in changed.left.items()}
            leaves |= changed.leaves
        self._hide(marks, leaves)
        for path in folders & self.found.keys():
            if self.found[path][1].kind != "dir":
                del self.found[path]  # something is below it now, so it has become a folder
        self.found.update(new)
        self._know(folders)

    def _hide(self, marks: Iterable[str], leaves: set[str]) -> None:
        """Drop what whiteouts and files in the place of folders hide; one pass, however many there are."""
        gone, emptied = _hidden(marks)
        gone |= leaves
        hiding = gone | emptied
        if not hiding:
            return
        known = {"": "" in hiding}
        self.found = {
            path: found
            for path, found in self.found.items()
            if path not in gone and not _is_hidden(path.rpartition("/")[0], hiding, known)
        }

    def _know(self, folders: set[str]) -> None:
        folders = folders - self._folders
        self._room -= sum(map(len, folders))
        if self._room > 0:
            self._folders |= folders


def _above(paths: Iterable[str]) -> set[str]:
    """Return all folders above the paths, the root included."""
    folders: set[str] = set()
    room = _MOST_FOLDER_TEXT
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in folders and room > 0:
            folders.add(folder)
            room -= len(folder)
            folder = folder.rpartition("/")[0]
    return folders


def _hidden(marks: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return (paths that whiteouts hide with all below them, folders of which they hide only what is below)."""
    gone, emptied = set(), set()
    for path in marks:
        folder, _, name = path.rpartition("/")
        if name == OPAQUE:
            emptied.add(folder)
        else:
            hidden = name.removeprefix(WHITEOUT)
            if hidden:  # a mark of nothing hides nothing
                gone.add(f"{folder}/{hidden}" if folder else hidden)
    return gone, emptied


def _is_hidden(folder: str, hiding: set[str], known: dict[str, bool]) -> bool:
    """Return whether a folder or one above it is hidden; `known` has the root, and keeps the answer."""
    above = folder
    while above not in known and above not in hiding:
        above = above.rpartition("/")[0]
    return known.setdefault(folder, known.get(above, True))

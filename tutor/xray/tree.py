"""The folders of an image, to walk through: each with the bytes below it, the largest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from tutor.model.xray import Item


@dataclass(eq=False)
class Folder:
    """A folder with all that ships in it, hidden files included. Names are untrusted."""

    name: str
    """Empty for the root."""
    size: int = 0
    """Bytes of all files below it."""
    count: int = 0
    """Files and links below it."""

    def __post_init__(self) -> None:
        self._folders: dict[str, Folder] = {}
        self._items: list[Item] = []

    @cached_property
    def folders(self) -> tuple[Folder, ...]:
        """Return the folders directly in it, the largest first."""
        return tuple(sorted(self._folders.values(), key=lambda f: (-f.size, f.name)))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Return the files directly in it, the largest first."""
        return tuple(sorted(self._items, key=lambda i: (-i.size, i.path, i.layer)))

    def find(self, path: str) -> Folder | None:
        """Return the folder at `path` below this one, itself for an empty path, or None."""
        found: Folder | None = self
        for part in path.split("/") if path else ():
            found = found._folders.get(part) if found else None
        return found

    def _way(self, path: str) -> list[Folder]:
        """Return this folder and those down to `path`; those that are not there yet are made."""
        way = [self]
        for part in path.split("/") if path else ():
            folders = way[-1]._folders
            if part not in folders:
                folders[part] = Folder(part)
            way.append(folders[part])
        return way


def tree(items: Iterable[Item]) -> Folder:
    """Return the root folder of some items; it takes as long as the items have folders, not more."""
    root = Folder("")
    in_folders: dict[str, list[Item]] = {}
    for item in items:
        in_folders.setdefault(item.path.rpartition("/")[0], []).append(item)
    for path, found in in_folders.items():
        way, size = root._way(path), sum(item.size for item in found)
        way[-1]._items += found
        for folder in way:
            folder.size += size
            folder.count += len(found)
    return root

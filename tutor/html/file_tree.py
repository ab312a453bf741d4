"""The files of an image as a tree of lists that a browser draws: what is too small to see is put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tutor.model.xray import Category, Item
from tutor.safe_text import clean_line

_DEPTH = 40
"""Folders above a file that are folders of the tree; hostile paths have thousands."""
_NAME = 200
_CATEGORIES = {category: number for number, category in enumerate(Category)}
_Kind = tuple[int, int, int]
"""Category, layer and mark, as numbers."""


class Words:
    """Texts that recur, each kept once; number 0 is the empty text."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}

    def number(self, text: str) -> int:
        """Return the number of an untrusted text, made harmless."""
        return self._numbers.setdefault(text, len(self._numbers)) if text else 0

    @property
    def all(self) -> list[str]:
        """Return the texts in the order of their numbers."""
        return [shown(text, "") for text in self._numbers]


@dataclass(slots=True)
class Folder:
    """A folder while its tree is built."""

    folders: dict[str, Folder] = field(default_factory=dict)
    files: list[tuple[str, Item, int]] = field(default_factory=list)
    """Name, item and mark."""
    sums: dict[_Kind, list[int]] = field(default_factory=dict)
    """Bytes and number of all files below, by kind."""
    size: int = 0

    def add(self, item: Item, mark: int) -> None:
        """Put a file where it belongs."""
        *folders, name = item.path.split("/", _DEPTH)
        here = self
        here._count(item, mark)
        for folder in folders:
            here = here.folders.setdefault(folder, Folder())
            here._count(item, mark)
        here.files.append((name, item, mark))

    def _count(self, item: Item, mark: int) -> None:
        self.size += item.size
        total = self.sums.setdefault((_CATEGORIES[item.category], item.layer, mark), [0, 0])
        total[0] += item.size
        total[1] += 1


def folder_of(items: Iterable[tuple[Item, int]]) -> Folder:
    """Return the root folder of items with their marks."""
    root = Folder()
    for item, mark in items:
        root.add(item, mark)
    return root


def nodes(folder: Folder, floor: float, words: Words) -> list[Any]:
    """Return what is in a folder: `[name, [...]]` for folders, `[name, size, category, layer, why, package, mark, files]` for files.

    Zeros at the end are left out. Files and folders below `floor` bytes become one file without a name for each kind.
    """
    found: list[Any] = []
    small: dict[_Kind, list[int]] = {}
    for name, below in folder.folders.items():
        if below.size < floor:
            _heap(small, below.sums.items())
        else:
            full, end = _chain(name, below)
            found.append([shown(full), nodes(end, floor, words)])
    for name, item, mark in folder.files:
        kind = (_CATEGORIES[item.category], item.layer, mark)
        if item.size < floor or not item.size:
            _heap(small, [(kind, [item.size, 1])])
        else:
            why, package = words.number(item.why), words.number(item.package)
            found.append(_short([shown(name), item.size, *kind[:2], why, package, mark, 0]))
    found += [_short(["", size, *kind[:2], 0, 0, kind[2], files]) for kind, (size, files) in small.items()]
    return found


def shown(text: str, nameless: str = "(a name that cannot be shown)") -> str:
    """Return untrusted text as one harmless, not too long line."""
    line = clean_line(text, _NAME + 1)
    return (line if len(line) <= _NAME else line[: _NAME - 1] + "…") or nameless


def _chain(name: str, folder: Folder) -> tuple[str, Folder]:
    """Return a folder with those below it that are alone in theirs, as one name: `usr/local/lib`."""
    while not folder.files and len(folder.folders) == 1:
        ((inner, folder),) = folder.folders.items()
        name = f"{name}/{inner}"
    return name, folder


def _heap(small: dict[_Kind, list[int]], sums: Iterable[tuple[_Kind, list[int]]]) -> None:
    for kind, (size, files) in sums:
        total = small.setdefault(kind, [0, 0])
        total[0] += size
        total[1] += files


def _short(node: list[Any]) -> list[Any]:
    while node[-1] == 0:
        node.pop()
    return node

"""What takes the bytes of an image, in rows that people can act on: packages, large files, folders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tutor.model.xray import Category, Item, Origin, XRay

DROPPABLE = (Category.DEV, Category.TOOL, Category.CACHE, Category.SOURCE)
"""What an application does not need to run."""
_OWN_ROW = 0.01
"""The share of the image from which on a file is a row of its own."""
_DEPTH = 2
"""Folders down to which files that are in no package are put together."""


@dataclass(frozen=True, slots=True)
class Share:
    """Files of one category that one layer brought: a package, a large file, or what is left in a folder."""

    label: str
    """The package, the file's path, or the folder with a slash at its end; untrusted."""
    size: int
    files: int
    category: Category
    origin: Origin
    why: str
    """The evidence of its largest file."""


def shares(xray: XRay, items: Iterable[Item] | None = None) -> tuple[Share, ...]:
    """Return the rows that the items of an image make, all items if none are given, the largest first."""
    large = max(xray.size * _OWN_ROW, 1)
    heaps: dict[tuple[str, Category, int], _Heap] = {}
    for item in xray.items if items is None else items:
        key = (_key(item, large), item.category, item.layer)
        heaps.setdefault(key, _Heap(item)).add(item)
    rows = (heap.share(key, xray.origins[layer]) for (key, _, layer), heap in heaps.items())
    return tuple(sorted(rows, key=lambda share: (-share.size, share.label)))


@dataclass(slots=True)
class _Heap:
    """Items that become one row."""

    largest: Item
    size: int = 0
    files: int = 0
    folder: list[str] | None = field(default=None)

    def add(self, item: Item) -> None:
        self.size += item.size
        self.files += 1
        self.folder = _common(self.folder, item.path.split("/")[:-1])
        if item.size > self.largest.size:
            self.largest = item

    def share(self, key: str, origin: Origin) -> Share:
        label = key
        if key.endswith("/"):
            label = (
                self.largest.path if self.files == 1 else "/".join((self.folder or [])[: _DEPTH + 1]) + "/"
            )
        return Share(label, self.size, self.files, self.largest.category, origin, self.largest.why)


def _key(item: Item, large: float) -> str:
    if item.package:
        return item.package
    if item.size >= large and item.category is not Category.CACHE:  # a cache goes as a whole
        return item.path
    return "/".join(item.path.split("/", _DEPTH)[:-1][:_DEPTH]) + "/"


def _common(folder: list[str] | None, other: list[str]) -> list[str]:
    """Return the folder that both are in; `None` stands for none yet."""
    if folder is None:
        return other
    same = 0
    while same < min(len(folder), len(other)) and folder[same] == other[same]:
        same += 1
    return folder[:same]

"""What takes the bytes of an image, in rows that people can act on: packages, large files, folders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tutor.model.xray import Category, Item, Origin, XRay
from tutor.report.places import common_folder, folder_name, place

_OWN_ROW = 0.01
"""The share of the image from which on a file is a row of its own."""


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
    folder: Sequence[str] | None = field(default=None)

    def add(self, item: Item) -> None:
        self.size += item.size
        self.files += 1
        self.folder = common_folder(self.folder, item.path)
        if item.size > self.largest.size:
            self.largest = item

    def share(self, key: str, origin: Origin) -> Share:
        label = key
        if key.endswith("/"):
            label = self.largest.path if self.files == 1 else folder_name(self.folder)
        return Share(label, self.size, self.files, self.largest.category, origin, self.largest.why)


def _key(item: Item, large: float) -> str:
    large_file = item.size >= large and item.category is not Category.CACHE  # a cache goes as a whole
    return item.path if large_file and not item.package else place(item.package, item.path)

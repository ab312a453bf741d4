"""What ships for nothing, in rows that people can act on: what one line brought, and another one hid or brought again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tutor.model.xray import Category, Origin, WasteRow, XRay
from tutor.report.places import common_folder, folder_name, place

_OWN_ROW = 0.01
"""The share of all waste from which on a package has rows of its own."""


@dataclass(frozen=True, slots=True)
class WasteShare:
    """Files of one package, or in one folder, that are waste for the same reason."""

    label: str
    """The file's path, the package, or the folder with a slash at its end; untrusted."""
    size: int
    files: int
    category: Category
    """That of its largest file."""
    reason: str
    """`deleted`, `overwritten` or `duplicate`."""
    origin: Origin
    """What brought them."""
    by: Origin | None
    """What hides them; None for duplicates."""
    first: str
    """For duplicates, the path or the folder of the copies that count; untrusted."""


def waste_shares(xray: XRay, rows: Iterable[WasteRow] | None = None) -> tuple[WasteShare, ...]:
    """Return the rows of an image's waste put together, or of some of it, the largest first."""
    rows = xray.waste.rows if rows is None else tuple(rows)
    large = _large_packages(rows)
    heaps: dict[tuple[str, str, int, int | None, str], _Heap] = {}
    for row in rows:
        where = place(row.package if row.package in large else "", _path(row))
        by, first = row.by.layer if row.by else None, place("", row.first) if row.first else ""
        key = (row.reason, where, row.origin.layer, by, first)
        heaps.setdefault(key, _Heap(row, where)).add(row)
    found = (heap.share() for heap in heaps.values())
    return tuple(sorted(found, key=lambda share: (-share.size, share.label)))


def _large_packages(rows: Iterable[WasteRow]) -> frozenset[str]:
    """Return the packages with enough waste for rows of their own; what one line did to many small ones is one row."""
    sizes: Counter[str] = Counter()
    for row in rows:
        sizes[row.package] += row.size
    least = sizes.total() * _OWN_ROW
    return frozenset(package for package, size in sizes.items() if size >= least)


class _Heap:
    """Rows that become one."""

    def __init__(self, row: WasteRow, place: str) -> None:
        self._largest, self._place = row, place
        self._rows = self._size = self._files = 0
        self._folder: Sequence[str] | None = None
        self._first_folder: Sequence[str] | None = None

    def add(self, row: WasteRow) -> None:
        self._rows += 1
        self._size += row.size
        self._files += row.files
        self._folder = common_folder(self._folder, _path(row))
        self._first_folder = common_folder(self._first_folder, row.first)
        if row.size > self._largest.size:
            self._largest = row

    def share(self) -> WasteShare:
        one, label, first = self._largest, self._place, self._largest.first
        if self._rows == 1:
            label = _path(one)
        elif label.endswith("/"):
            label = folder_name(self._folder)
        if first and self._rows > 1:
            first = folder_name(self._first_folder)
        return WasteShare(label, self._size, self._files, one.category, one.reason, one.origin, one.by, first)


def _path(row: WasteRow) -> str:
    """Return a row's path, with a slash at the end if it is a folder that was deleted as a whole."""
    return f"{row.path}/" if row.is_folder else row.path

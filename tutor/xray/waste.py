"""Bytes that ship for nothing: deleted later, overwritten later, or there twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tutor.model.xray import Item, Origin, State, Waste, WasteRow
from tutor.xray.hiding import Hiding


@dataclass(frozen=True, slots=True)
class Shipped:
    """An item with what hides it, and where it leads if it is a link."""

    item: Item
    hiding: Hiding | None
    link: str = ""


def waste_of(shipped: Sequence[Shipped], origins: Sequence[Origin]) -> Waste:
    """Return what the items of an image waste.

    Content that a visible hard link still names is not wasted, even if its own path is hidden.
    """
    named = _named_elsewhere(shipped)
    rows = [*_hidden(shipped, named, origins), *_duplicates(shipped, named, origins)]
    rows.sort(key=lambda row: (-row.size, row.path, row.origin.layer))
    sums = dict.fromkeys(("deleted", "overwritten", "duplicate"), 0)
    for row in rows:
        sums[row.reason] += row.size
    return Waste(sums["deleted"], sums["overwritten"], sums["duplicate"], tuple(rows))


def _named_elsewhere(shipped: Iterable[Shipped]) -> dict[tuple[int, str], str]:
    """Return for (layer, path) of files the path of a hard link through which a container sees them."""
    return {
        (s.item.layer, s.link): s.item.path for s in shipped if s.item.kind == "hardlink" and s.hiding is None
    }


@dataclass(slots=True)
class _Heap:
    """Files that one deletion or one other file hides."""

    largest: Item
    size: int = 0
    files: int = 0

    def add(self, item: Item) -> None:
        self.size += item.size
        self.files += 1
        if item.size > self.largest.size:
            self.largest = item


def _hidden(
    shipped: Iterable[Shipped], named: dict[tuple[int, str], str], origins: Sequence[Origin]
) -> Iterator[WasteRow]:
    """Yield one row for each hidden file, or for each folder that was deleted as a whole and each layer that filled it."""
    heaps: dict[tuple[int, Hiding], _Heap] = {}
    for s in shipped:
        if s.hiding is None or not s.item.size or (s.item.layer, s.item.path) in named:
            continue
        heaps.setdefault((s.item.layer, s.hiding), _Heap(s.item)).add(s.item)
    for (layer, hiding), heap in heaps.items():
        one, is_folder = heap.largest, heap.largest.path != hiding.path
        yield WasteRow(
            hiding.path,
            heap.size,
            "deleted" if hiding.state is State.DELETED else "overwritten",
            origins[layer],
            origins[hiding.layer],
            files=heap.files,
            category=one.category,
            package="" if is_folder else one.package,
            is_folder=is_folder,
        )


def _duplicates(
    shipped: Iterable[Shipped], named: dict[tuple[int, str], str], origins: Sequence[Origin]
) -> Iterator[WasteRow]:
    """Yield a row for each further copy of a content; the copy that counts is the lowest, and there the first by path."""
    copies: dict[tuple[str, int], list[tuple[int, str, Item]]] = {}
    for s in shipped:
        item = s.item
        if item.kind != "file" or not item.size or not item.digest:
            continue
        path = item.path if s.hiding is None else named.get((item.layer, item.path))
        if path is not None:
            copies.setdefault((item.digest, item.size), []).append((item.layer, path, item))
    for (_, size), found in copies.items():
        if len(found) > 1:
            (_, first, _), *others = sorted(found, key=lambda copy: copy[:2])
            for layer, path, item in others:
                yield WasteRow(
                    path, size, "duplicate", origins[layer], None, first, 1, item.category, item.package
                )

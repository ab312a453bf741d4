"""An image as `model.xray`: each shipped file with what it is, what brought it, and whether a later layer hides it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

from tutor.model.image import Entry, Image
from tutor.model.xray import Category, Item, Origin, State, XRay
from tutor.xray.hiding import Hiding, hidings
from tutor.xray.packages.records import Records
from tutor.xray.rules import LabRules
from tutor.xray.verdicts import Judge, Verdict
from tutor.xray.waste import Shipped, waste_of

_MARKER = Verdict(Category.OTHER, "marks a deletion, and yet has content")
_KINDS = frozenset(["file", "symlink", "hardlink"])


def examine(image: Image, name: str, origins: tuple[Origin, ...], rules: LabRules | None = None) -> XRay:
    """Return what the image ships; `origins` has one for each layer, as `origins_of` makes them."""
    entries = [tuple(layer.entries) for layer in image.layers]
    hidden = hidings(entries)
    records = Records(image.layers, entries, hidden)
    shipped: list[Shipped] = []
    for number, layer in enumerate(image.layers):
        judge = Judge(layer, records.owners(number), records.npm(number), rules)
        verdict = judge.base if origins[number].base else judge.judge
        shipped += _shipped(entries[number], hidden[number], number, verdict)
    items = tuple(s.item for s in shipped)
    return XRay(name, image.id, origins, items, waste_of(shipped, origins), image.engine_size)


def _shipped(
    entries: Sequence[Entry], hidden: Sequence[Hiding | None], layer: int, verdict: Callable[[Entry], Verdict]
) -> Iterator[Shipped]:
    """Yield what one layer ships."""
    digests = _linked_digests(entries)
    for entry, hiding in zip(entries, hidden, strict=True):
        if entry.kind not in _KINDS:
            continue
        if entry.whiteout:
            if size := _size(entry):
                yield _marker(entry, size, layer)
            continue
        digest = entry.digest if entry.kind == "file" else _digest(entry, digests)
        yield Shipped(_item(entry, layer, verdict(entry), hiding, digest), hiding, entry.link)


def _item(entry: Entry, layer: int, verdict: Verdict, hiding: Hiding | None, digest: str) -> Item:
    return Item(
        entry.path,
        entry.size if entry.kind == "file" else _size(entry),
        layer,
        verdict.category,
        State.VISIBLE if hiding is None else hiding.state,
        verdict.why,
        verdict.package,
        entry.kind,
        entry.mode,
        digest,
    )


def _marker(entry: Entry, size: int, layer: int) -> Shipped:
    """Return a whiteout that has bytes of its own: no container sees them, but they count in the image's size."""
    hiding = Hiding(layer, entry.path, State.DELETED)
    return Shipped(
        Item(entry.path, size, layer, _MARKER.category, State.DELETED, _MARKER.why, "", entry.kind), hiding
    )


def _size(entry: Entry) -> int:
    """Return what an entry counts for in the image's size."""
    if entry.kind == "file":
        return entry.size
    return len(entry.link.encode("utf-8", "surrogateescape")) if entry.kind == "symlink" else 0


def _linked_digests(entries: Sequence[Entry]) -> dict[str, str]:
    """Return the digests of the files of a layer if it has hard links to them."""
    if not any(e.kind == "hardlink" for e in entries):
        return {}
    return {e.path: e.digest for e in entries if e.kind == "file"}


def _digest(entry: Entry, digests: dict[str, str]) -> str:
    """Return the digest of a link: of a symlink's target as text, of a hard link's content."""
    if entry.kind == "hardlink":
        return digests.get(entry.link, "")
    return hashlib.sha256(entry.link.encode("utf-8", "surrogateescape")).hexdigest()[:32]

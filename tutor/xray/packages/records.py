"""The records of all package systems over the layers of an image: a layer's files are judged by what lies there then."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tutor.model.image import Entry, Layer
from tutor.xray.hiding import Hiding
from tutor.xray.limits import LONGEST_PATH
from tutor.xray.packages import apk, dpkg, npm, pip, rpm
from tutor.xray.packages.npm import NpmFolders
from tutor.xray.packages.package import Package


@dataclass(frozen=True, slots=True)
class _Span:
    """One record, and the layers in which it is seen."""

    path: str
    text: bytes
    first: int
    end: int
    """The first layer in which it is not seen any more."""


class Records:
    """What explains the files of each layer."""

    def __init__(
        self,
        layers: Sequence[Layer],
        entries: Sequence[Sequence[Entry]],
        hidings: Sequence[Sequence[Hiding | None]],
    ) -> None:
        spans = _spans(layers, entries, hidings)
        self._systems = [
            _Timeline([s for s in spans if system.is_record(s.path)], system.owners)
            for system in (apk, dpkg, rpm, pip)
        ]
        self._npm_spans = [span for span in spans if npm.is_record(span.path)]
        self._npm_changes = _changes(self._npm_spans)
        self._links = _links(entries)
        self._npm = NpmFolders({})

    def owners(self, layer: int) -> Callable[[str], Package | None]:
        """Return what finds the package that owns a path of a layer; layers are to be asked for from the bottom."""
        owned = [paths for system in self._systems if (paths := system.owners(layer))]
        if not owned:
            return lambda path: None

        def find(path: str) -> Package | None:
            # Distributions have moved bin, lib and sbin into usr, and their records do not always say so.
            moved = path[4:] if path.startswith("usr/") else path
            return next((p for o in owned if (p := o.get(path) or o.get(moved)) is not None), None)

        return find

    def npm(self, layer: int) -> NpmFolders:
        """Return what npm's records say of a layer; what it lacks may be copied by a later one.

        Only names and purposes come from later layers: that a file belongs to a package, its path says.
        """
        if layer in self._npm_changes:
            texts = {s.path: s.text for s in reversed(self._npm_spans) if s.first > layer}
            texts |= {s.path: s.text for s in self._npm_spans if s.first <= layer < s.end}
            self._npm = NpmFolders(texts, self._links)
        return self._npm


class _Timeline:
    """One package system: which path belongs to which package, layer by layer."""

    def __init__(
        self, spans: Sequence[_Span], read: Callable[[Mapping[str, bytes]], dict[str, Package]]
    ) -> None:
        self._spans, self._read = spans, read
        self._changes = _changes(spans)
        self._owners: dict[str, Package] = {}

    def owners(self, layer: int) -> dict[str, Package]:
        """Return the owned paths; records are read again only where they change."""
        if layer in self._changes:
            self._owners = self._read({s.path: s.text for s in self._spans if s.first <= layer < s.end})
        return self._owners


def _changes(spans: Sequence[_Span]) -> frozenset[int]:
    """Return the layers in which something begins or ends, and the lowest."""
    return frozenset([0, *(s.first for s in spans), *(s.end for s in spans)]) if spans else frozenset()


def _spans(
    layers: Sequence[Layer], entries: Sequence[Sequence[Entry]], hidings: Sequence[Sequence[Hiding | None]]
) -> list[_Span]:
    """Return the records of all layers from the bottom up; one that a later layer hides ends there."""
    found = []
    for number, layer in enumerate(layers):
        if not layer.texts:
            continue
        ends = {
            entry.path: hiding.layer
            for entry, hiding in zip(entries[number], hidings[number], strict=True)
            if hiding is not None and entry.path in layer.texts and hiding.layer > number
        }
        found += [
            _Span(p, t, number, ends.get(p, len(layers)))
            for p, t in layer.texts.items()
            if len(p) <= LONGEST_PATH
        ]
    return found


def _links(entries: Sequence[Sequence[Entry]]) -> dict[str, str]:
    """Return where the symlinks directly in `node_modules` (or a scope in it) lead."""
    return {
        entry.path: posixpath.normpath(f"{entry.path.rpartition('/')[0]}/{entry.link}")
        for layer in entries
        for entry in layer
        if entry.kind == "symlink" and npm.package_folder(entry.path) == entry.path and entry.link[:1] != "/"
    }

"""An image as its files: layers, entries, size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tutor.model.entries import EntryTable
from tutor.model.entry import Entry as Entry  # what layers are made of
from tutor.model.entry import content_digest as content_digest
from tutor.model.file_tree import FileTree
from tutor.model.glob import glob as glob


@dataclass(frozen=True)
class Layer:
    """One layer: what one instruction added, changed or hid."""

    diff_id: str
    """Digest of the uncompressed archive."""
    entries: Sequence[Entry]
    created_by: str = ""
    """The engine's own words for the instruction."""
    from_end: int | None = None
    """How many instructions of the image's history follow the one that made this layer; None if unknown."""
    texts: Mapping[str, bytes] = field(default_factory=dict)
    """Contents of files that tell what others are, by path: package databases, manifests, Go build info. Untrusted."""

    @property
    def size(self) -> int:
        """Return bytes of regular files plus symlink targets, which is what overlay2 reports."""
        if isinstance(self.entries, EntryTable):
            return self.entries.content_size
        return sum(
            e.size if e.kind == "file" else len(e.link.encode("utf-8", "surrogateescape"))
            for e in self.entries
            if e.kind in ("file", "symlink")
        )


@dataclass(frozen=True)
class Image:
    """An image as built: its layers from the base up, and its configuration."""

    id: str
    layers: tuple[Layer, ...]
    config: Mapping[str, object]
    engine_size: int | None = None

    @property
    def size(self) -> int:
        """Return the image size: the sum over all layers, deleted files included, because they ship too."""
        return sum(layer.size for layer in self.layers)

    def find(self, pattern: str) -> Iterator[tuple[int, Entry]]:
        """Yield (layer number from 0, entry) of files in any layer that match a glob; whiteouts are left out."""
        matches = glob(pattern).fullmatch
        for number, layer in enumerate(self.layers):
            for entry in _matching(layer.entries, matches):
                if entry.kind != "dir" and not entry.whiteout:
                    yield number, entry

    def visible(self) -> dict[str, tuple[int, Entry]]:
        """Return the effective file system: path to (layer number, entry), whiteouts applied."""
        tree = FileTree()
        for number, layer in enumerate(self.layers):
            tree.put(number, layer.entries)
        return tree.found


def _matching(entries: Sequence[Entry], matches: Callable[[str], object]) -> Iterator[Entry]:
    """Yield the entries whose path matches; of a table, only these are made."""
    if isinstance(entries, EntryTable):
        return (entries[i] for i, path in enumerate(entries.paths()) if matches(path))
    return (entry for entry in entries if matches(entry.path))

"""An image as its files: layers, entries, size."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Entry:
    """One header of a layer archive."""

    path: str
    """Relative to the root, without a leading `./` or `/`."""
    kind: str
    """`file`, `dir`, `symlink`, `hardlink` or `other`."""
    size: int = 0
    """Bytes of a regular file's content; 0 for the others."""
    mode: int = 0
    link: str = ""
    digest: str = ""
    """Of a regular file's content, as `content_digest` makes it; empty if it is not known."""
    uid: int = 0
    gid: int = 0

    @property
    def whiteout(self) -> bool:
        """Return whether this entry hides something of a lower layer."""
        return self.path.rpartition("/")[2].startswith(".wh.")


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
        return sum(
            e.size if e.kind == "file" else len(e.link.encode())
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
            for entry in layer.entries:
                if entry.kind != "dir" and matches(entry.path) and not entry.whiteout:
                    yield number, entry

    def visible(self) -> dict[str, tuple[int, Entry]]:
        """Return the effective file system: path to (layer number, entry), whiteouts applied."""
        tree: dict[str, tuple[int, Entry]] = {}
        for number, layer in enumerate(self.layers):
            tree = _without(tree, *_hidden(layer, tree))
            tree.update((e.path, (number, e)) for e in layer.entries if not e.whiteout)
        return tree


def _hidden(layer: Layer, tree: Mapping[str, tuple[int, Entry]]) -> tuple[set[str], set[str]]:
    """Return (paths that a layer hides with all below them, folders of which it hides only what is below)."""
    gone, emptied = set(), set()
    for entry in layer.entries:
        folder, _, name = entry.path.rpartition("/")
        if name == ".wh..wh..opq":
            emptied.add(folder)
        elif name.startswith(".wh."):
            gone.add(f"{folder}/{name[4:]}".lstrip("/"))
        elif entry.kind != "dir" and entry.path in tree and tree[entry.path][1].kind == "dir":
            gone.add(entry.path)
    return gone, emptied


def _without(
    tree: dict[str, tuple[int, Entry]], gone: set[str], emptied: set[str]
) -> dict[str, tuple[int, Entry]]:
    """Return the tree without what is hidden; one pass, however many whiteouts a layer has."""
    if not gone and not emptied:
        return tree
    hiding = gone | emptied
    return {
        path: found
        for path, found in tree.items()
        if path not in gone and not any(folder in hiding for folder in _folders(path))
    }


def _folders(path: str) -> Iterator[str]:
    """Yield the folders above a path, the root (an empty path) last."""
    while path:
        path = path.rpartition("/")[0]
        yield path


@lru_cache(maxsize=256)
def glob(pattern: str) -> re.Pattern[str]:
    """Return a matcher for a path glob: `**` spans folders, `*` and `?` stay within one, `{a,b}` is a choice."""
    out, i, depth = "", 0, 0
    choices = re.fullmatch(r"[^{}]*(?:\{[^{}]*\}[^{}]*)*", pattern) is not None
    while i < len(pattern):
        if pattern.startswith("**/", i):
            out, i = out + "(?:[^/]+/)*", i + 3
        elif pattern.startswith("**", i):
            out, i = out + ".*", i + 2
        else:
            c = pattern[i]
            depth += choices * ((c == "{") - (c == "}" and depth > 0))
            if c == "{" and choices:
                out += "(?:"
            elif c == "}" and choices and out.count("(?:") > 0:
                out += ")"
            elif c == "," and depth:
                out += "|"
            else:
                out += {"*": "[^/]*", "?": "[^/]"}.get(c, re.escape(c))
            i += 1
    return re.compile(out, re.DOTALL)

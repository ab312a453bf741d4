"""Which files a COPY may have written, by its words and by what it wrote last time."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutor.model.image import Entry, Layer
from tutor.model.quick_facts import QuickLayer

_WORDS = re.compile(
    r"(?:/bin/sh -c #\(nop\)\s+)?(?:COPY|ADD)\s+(?:--\S+\s+)*(?P<words>.+?)(?:\s+# buildkit)?\s*"
)
_CLASSIC = re.compile(r"(?:file|dir|multi):\S+ in (?P<destination>.+)")
_WHOLE = 20 << 20
"""Bytes of lower layers at a destination up to which one request for all of it costs less than one for each name."""


@dataclass(frozen=True)
class CopyGuess:
    """What a COPY may have written; paths are from the root, without a slash at either end."""

    above: tuple[str, ...]
    """The folders that lead there, the outermost first."""
    roots: tuple[str, ...]
    """Where it wrote: files, or folders with all below them, in the order of Docker's archives."""
    touched: str
    """The folder that was there before and that it put something into."""
    known: frozenset[str] | None
    """Paths that the same instruction wrote last time, None if it is not known."""
    lower: Mapping[str, Entry]
    """The effective file system below the layer."""
    times: tuple[int, ...] = ()
    """When that folder may have changed, if later layers changed it again; seconds since 1970."""


def could_be_copy(layer: QuickLayer) -> bool:
    """Return whether a layer's words are those of a COPY or an ADD."""
    return _WORDS.fullmatch(layer.created_by) is not None


def guess(
    layer: QuickLayer, lower: Mapping[str, Entry], last: Layer | None, is_topmost: bool
) -> CopyGuess | None:
    """Return what a layer's COPY may have written, or None if its words do not tell; `last` is its layer of last time."""
    words, target = _sources_and_destination(layer), destination(layer)
    if words is None or target is None:
        return None
    sources = words[0]
    known = None if last is None else frozenset(entry.path for entry in last.entries)
    times = () if is_topmost or not layer.created else tuple(layer.created - n for n in (0, 1, -1, 2, 3))
    parent, there = target.rpartition("/")[0], lower.get(target)
    if target and (there is None or there.kind != "dir"):
        return CopyGuess(_folders(parent), (target,), parent, known, lower, times)
    names = _names(target, known or frozenset(), sources.split())
    below = _bytes_below(target, lower)
    if target and is_topmost and (below is None or (known is not None and below < _WHOLE)):
        return CopyGuess(_folders(parent), (target,), target, known, lower, times)
    if known is None and (not names or _is_open(sources)):
        return None
    roots = tuple(posixpath.join(target, name) for name in sorted(names, key=os.fsencode))
    return CopyGuess(_folders(target), roots, target, known, lower, times)


def destination(layer: QuickLayer) -> str | None:
    """Return where a layer's COPY wrote to, by its words; nothing for the root, None if they are none of a COPY."""
    words = _sources_and_destination(layer)
    if words is None:
        return None
    return posixpath.normpath(posixpath.join(layer.folder, words[1])).strip("/")


def _sources_and_destination(layer: QuickLayer) -> tuple[str, str] | None:
    words = _WORDS.fullmatch(layer.created_by)
    if words is None:
        return None
    classic = _CLASSIC.fullmatch(words["words"])
    if classic:
        return "", classic["destination"]
    sources, _, destination = words["words"].rpartition(" ")
    return sources, destination


def _names(target: str, known: frozenset[str], sources: Sequence[str]) -> set[str]:
    """Return the names right below a folder that a COPY wrote last time, and those of its sources."""
    start = f"{target}/" if target else ""
    written = {path[len(start) :].partition("/")[0] for path in known if path.startswith(start)}
    return (written | {posixpath.basename(s.rstrip("/")) for s in sources if not _is_open(s)}) - {
        "",
        ".",
        "..",
    }


def _is_open(source: str) -> bool:
    """Return whether a source stands for names that it does not tell."""
    return not source or source.rstrip("/").endswith(".") or any(c in source for c in "*?[\\")


def _bytes_below(folder: str, lower: Mapping[str, Entry]) -> int | None:
    """Return the bytes of the files below a folder; None if there is nothing at all."""
    sizes = [entry.size for path, entry in lower.items() if path.startswith(f"{folder}/")]
    return sum(sizes) if sizes else None


def _folders(path: str) -> tuple[str, ...]:
    """Return a folder and all above it, the outermost first, without the root."""
    parts = path.split("/") if path else []
    return tuple("/".join(parts[: n + 1]) for n in range(len(parts)))

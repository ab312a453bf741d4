"""A layer that a COPY made, put together again from the files in the image, without saving the image.

Which files a COPY wrote is a guess: all that stands at a destination that was not there before, or what the same instruction
wrote last time. The guess is written as the archive that Docker would have made of it, and only if its digest is the layer's
is it taken: no entry can be missing, too many, or wrong in its content, owner or mode.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from tutor.engine.allowance import Allowance
from tutor.engine.cancel import Cancel
from tutor.engine.chunk_stream import ChunkStream
from tutor.engine.copy_guess import CopyGuess
from tutor.engine.engine_stream import aborted_by
from tutor.engine.go_tar import END, Header, NotGoTar, padding, read_members
from tutor.engine.layer_scan import LayerFiles
from tutor.engine.owner_names import NAMINGS, Naming
from tutor.engine.port import ImageFiles
from tutor.engine.proven_layer import proven_layer
from tutor.engine.read_ahead import unless_cancelled

_HELD = 32 << 20
"""Bytes of a layer that are held in memory, to write it in more than one way."""
_PART_BYTES = 400
"""What a member takes in memory, beside its header, its content and its names."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One member of the layer."""

    header: Header
    path: bytes
    link: bytes
    content: Iterable[bytes]
    is_touched_folder: bool = False


def copied_layer(
    files: ImageFiles,
    diff_id: str,
    guess: CopyGuess,
    size: int,
    cancel: Cancel | None = None,
    allowance: Allowance | None = None,
) -> LayerFiles | None:
    """Return a layer, or None if they cannot be proven; `size` is about how many bytes it has."""
    cancel = cancel or Cancel()
    try:
        held = None if size > _HELD else _held(_parts(files, guess, cancel), size)
        ways = iter([_parts(files, guess, cancel)]) if held is None else _ways(held, guess)
        found = (proven_layer(ChunkStream(_written(way)), diff_id, cancel, allowance) for way in ways)
        return next((layer for layer in found if layer is not None), None)
    except NotGoTar:
        unless_cancelled(cancel)
        return None


def _written(parts: Iterable[_Part]) -> Iterator[bytes]:
    """Yield the layer archive."""
    for part in parts:
        yield part.header.written(part.path, part.link)
        size = 0
        for piece in part.content:
            size += len(piece)
            yield piece
        if size % 512:
            yield padding(size)
    yield END


def _held(parts: Iterable[_Part], expected: int) -> list[_Part] | None:
    """Return the parts with their contents in memory, None if they are too many.

    What there is no room for is not read; NotGoTar if it is more than a layer of `expected` bytes has.
    """
    found, size, headers = [], 0, 0
    for part in parts:
        size += part.header.size
        headers += _PART_BYTES + part.header.memory + len(part.path) + len(part.link)
        if size + headers > _HELD:
            if size > 2 * expected:
                raise NotGoTar("it is larger than it should be")
            return None
        content = b"".join(part.content)
        found.append(replace(part, content=[content] if content else []))
    return found


def _ways(parts: list[_Part], guess: CopyGuess) -> Iterator[Iterator[_Part]]:
    """Yield the ways in which the layer may have been written, the likeliest first; of those tried, only digests are kept."""
    tried: set[bytes] = set()
    for time in (None, *guess.times):
        for names in NAMINGS:
            mark = sha256()
            for part in parts:
                mark.update(_changed(part, time, names).header.block)
            if mark.digest() not in tried:
                tried.add(mark.digest())
                yield (_changed(part, time, names) for part in parts)


def _changed(part: _Part, time: int | None, names: Naming | None) -> _Part:
    """Return a part with another time if it is the folder written into, and other names of its owners."""
    header = part.header
    if time is not None and part.is_touched_folder:
        header = header.with_time(time)
    if names is not None:
        header = header.with_names(*names(*header.owner))
    return replace(part, header=header)


def _parts(files: ImageFiles, guess: CopyGuess, cancel: Cancel) -> Iterator[_Part]:
    """Yield the members in the order of their paths, which is Docker's."""
    for path in guess.above:
        yield _folder(files, path, guess, cancel)
    for root in guess.roots:
        yield from _below(files, root, guess, cancel)


def _folder(files: ImageFiles, path: str, guess: CopyGuess, cancel: Cancel) -> _Part:
    """Return the folder itself; the rest of its archive is not read."""
    with files.archive(path) as stream, aborted_by(stream, cancel):
        header, _ = next(read_members(stream), (None, None)) if stream is not None else (None, None)
    if header is None or header.kind != "dir":
        raise NotGoTar("a folder is not there")
    return _Part(header, _raw(path) + b"/", b"", (), path == guess.touched)


def _below(files: ImageFiles, root: str, guess: CopyGuess, cancel: Cancel) -> Iterator[_Part]:
    """Yield what stands at a path and below it, as far as the COPY wrote it."""
    folder = _raw(root.rpartition("/")[0])
    with files.archive(root) as stream, aborted_by(stream, cancel):
        for header, content in read_members(stream) if stream is not None else ():
            path = posixpath.join(folder, header.path)
            if _is_own(header, path, guess):
                link = posixpath.join(folder, header.link) if header.kind == "hardlink" else header.link
                yield _Part(header, path, link, content, path == _raw(guess.touched) + b"/")


def _is_own(header: Header, path: bytes, guess: CopyGuess) -> bool:
    """Return whether the COPY wrote it: it is new or not as it was, or the COPY wrote it last time, too."""
    name = path.rstrip(b"/").decode("utf-8", "surrogateescape")
    below = guess.lower.get(name)
    if below is None or guess.known is None or name in guess.known:
        return True
    return (below.kind, below.size, below.mode) != (header.kind, header.size, header.mode)


def _raw(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")

"""Read a layer wherever its bytes come from: unpacked if it is compressed, verified if that is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tutor.engine.allowance import Allowance
from tutor.engine.bad_archive import BadArchive
from tutor.engine.cancel import Cancel
from tutor.engine.layer_scan import LayerFiles, scan
from tutor.engine.read_ahead import read_ahead
from tutor.engine.sections import Section
from tutor.engine.tar_source import BLOCK, Fill, Pull, Source, chunks_of, filled
from tutor.engine.unpacking import is_zstd, unpacked

Take = Callable[[memoryview], None]


def read_streamed(pull: Pull, head: bytes, allowance: Allowance, *, verify: bool) -> tuple[LayerFiles, str]:
    """Return (layer, its diff id if it was asked for) of a stream of which `head` was read already."""
    fill = unpacked(pull, head, allowance)
    rest, first = (chunks_of(fill), b"") if fill else (pull, head)
    if not verify:
        return _scanned(Source(rest, first), is_zstd(head), allowance), ""
    digest = hashlib.sha256(first)
    rest = _watched_pull(rest, digest.update)
    files = scan(Source(rest, first), allowance)
    _drain(rest)
    return files, f"sha256:{digest.hexdigest()}"


def read_section(section: Section, diff_id: str, allowance: Allowance, cancel: Cancel) -> LayerFiles:
    """Return the layer in a section of a file; `BadArchive` if its content is not what the diff id says."""
    return read_claimed(section.opened(), diff_id, allowance, cancel)


def read_claimed(
    opened: AbstractContextManager[Fill], diff_id: str, allowance: Allowance, cancel: Cancel
) -> LayerFiles:
    """Return the layer in a stream that claims to be it; `BadArchive` if its content is not what the diff id says.

    A thread of its own opens the stream, reads ahead, unpacks and computes the digest.
    """
    algorithm, _, expected = diff_id.partition(":")
    digest = hashlib.new(algorithm)
    with read_ahead(_plain(opened, digest.update, allowance), cancel) as pull:
        files = scan(Source(pull), allowance)
        _drain(pull)
    if digest.hexdigest() != expected:
        raise BadArchive("the content of a layer does not fit its digest")
    return files


@contextmanager
def _plain(opened: AbstractContextManager[Fill], take: Take, allowance: Allowance) -> Iterator[Fill]:
    """Give the bytes of a layer, unpacked; `take` sees them all."""
    with opened as fill:
        head = _first_block(fill)
        yield _watched_fill(unpacked(chunks_of(fill), head, allowance) or _after(head, fill), take)


def _scanned(source: Source, must_end: bool, allowance: Allowance) -> LayerFiles:
    """Return a layer that no digest proves; the library for zstd takes an end in the middle for the end."""
    files = scan(source, allowance)
    if must_end and not source.end_marked:
        raise BadArchive("a compressed layer ends too early")
    return files


def _drain(pull: Pull) -> None:
    while pull():
        pass


def _first_block(fill: Fill) -> bytes:
    block = memoryview(bytearray(BLOCK))
    return bytes(block[: filled(fill, block)])


def _after(head: bytes, fill: Fill) -> Fill:
    """Return a stream that begins with what was read of it already."""

    def joined(buffer: memoryview) -> int:
        nonlocal head
        if not head:
            return fill(buffer)
        size = min(len(head), len(buffer))
        buffer[:size], head = head[:size], head[size:]
        return size

    return joined


def _watched_fill(fill: Fill, take: Take) -> Fill:
    def watched(buffer: memoryview) -> int:
        size = fill(buffer)
        take(buffer[:size])
        return size

    return watched


def _watched_pull(pull: Pull, take: Take) -> Pull:
    def watched() -> memoryview:
        chunk = pull()
        take(chunk)
        return chunk

    return watched

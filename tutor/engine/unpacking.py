"""gzip and zstd streams, unpacked in bounded pieces."""

from __future__ import annotations

import zlib
from typing import Any

from tutor.engine.allowance import Allowance
from tutor.engine.bad_archive import BadArchive
from tutor.engine.tar_source import CHUNK, Fill, Pull
from tutor.safe_text import clean_line

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_MOST_WINDOW = 32 << 20
"""Bytes that a zstd stream may ask to be kept in memory; all levels but the last two ask for less."""


def unpacked(pull: Pull, head: bytes, allowance: Allowance) -> Fill | None:
    """Return the unpacked bytes of a stream that begins with `head`; None if it is not compressed.

    The library for zstd takes an end in the middle for the end; whoever reads must know where the content ends.
    """
    packed = _Packed(pull, head)
    fill: Fill
    if head.startswith(GZIP):
        fill = _Gunzip(packed).fill
    elif head.startswith(ZSTD):
        fill = _unzstd(packed)
    else:
        return None
    return _bounded(fill, packed, allowance)


class _Packed:
    """The compressed bytes, counted."""

    def __init__(self, pull: Pull, head: bytes) -> None:
        self._pull, self._head = pull, head
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next piece, nothing at the end. Whoever asks gets what there is, not `size`."""
        piece = self._head or bytes(self._pull())
        self._head = b""
        self.count += len(piece)
        return piece


class _Gunzip:
    """gzip, several members behind each other included, as parallel compressors write them."""

    def __init__(self, packed: _Packed) -> None:
        self._packed, self._rest = packed, b""
        self._member = zlib.decompressobj(wbits=31)
        self._begun = False

    def fill(self, buffer: memoryview) -> int:
        """Fill a buffer as a `Fill`."""
        while True:
            self._rest = self._rest or self._packed.read()
            if not self._rest:
                return self._end()
            if not self._begun:
                self._rest = self._rest.lstrip(b"\0")  # padding between members, or behind the last one
                self._begun = bool(self._rest)
                continue
            try:
                data = self._member.decompress(self._rest, len(buffer))
            except zlib.error as e:
                raise _broken(e) from None
            self._rest = self._member.unconsumed_tail
            if self._member.eof:
                self._next_member()
            if data:
                buffer[: len(data)] = data
                return len(data)

    def _next_member(self) -> None:
        self._rest = self._member.unused_data
        self._member, self._begun = zlib.decompressobj(wbits=31), False

    def _end(self) -> int:
        if self._begun:
            raise BadArchive("a compressed layer ends too early")
        return 0


def _unzstd(packed: _Packed) -> Fill:
    import zstandard

    decompressor = zstandard.ZstdDecompressor(max_window_size=_MOST_WINDOW)
    stream: Any = packed
    reader: Any = decompressor.stream_reader(stream, CHUNK, read_across_frames=True)

    def fill(buffer: memoryview) -> int:
        try:
            return int(reader.readinto(buffer))
        except zstandard.ZstdError as e:
            raise _broken(e) from None

    return fill


def _broken(error: Exception) -> BadArchive:
    return BadArchive(f"a compressed layer is broken ({clean_line(str(error))})")


def _bounded(fill: Fill, packed: _Packed, allowance: Allowance) -> Fill:
    """Return `fill` within what an image may cost."""
    total = 0

    def bounded(buffer: memoryview) -> int:
        nonlocal total
        size = fill(buffer)
        total += size
        allowance.unpack(size, total, packed.count)
        return size

    return bounded

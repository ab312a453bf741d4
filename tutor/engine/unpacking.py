"""gzip and zstd streams, unpacked in bounded pieces."""

from __future__ import annotations

import zlib
from typing import Any

from tutor.engine.allowance import Allowance
from tutor.engine.bad_archive import BadArchive
from tutor.engine.tar_source import CHUNK, NOTHING, Fill, Pull
from tutor.safe_text import clean_line

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPABLE = tuple(bytes([n]) + b"\x2a\x4d\x18" for n in range(0x50, 0x60))
_OTHERS = {b"\xfd7zXZ\0": "xz", b"BZh91AY&SY": "bzip2"}
_SLICE = 16 << 10
_MOST_MEMBERS = 2_000_000
"""Members of a gzip stream: as many as a layer has entries."""
_MOST_WINDOW = 32 << 20
"""Bytes that a zstd stream may ask to be kept in memory; all levels but the last two ask for less."""


def unpacked(pull: Pull, head: bytes, allowance: Allowance) -> Fill | None:
    """Return the unpacked bytes of a stream that begins with `head`; None if it is not compressed.

    The library for zstd takes an end in the middle for the end; whoever reads must know where the content ends.
    """
    packed = _Packed(pull, head)
    if head.startswith(GZIP):
        return _bounded(_Gunzip(packed).fill, packed, allowance)
    if is_zstd(head):
        allowance.hold_window(_window(head))
        return _bounded(_unzstd(packed), packed, allowance)
    refuse_others(head)
    return None


def is_packed(head: bytes) -> bool:
    """Return whether a stream that begins with `head` is one that `unpacked` unpacks."""
    return head.startswith(GZIP) or is_zstd(head)


def is_zstd(head: bytes) -> bool:
    """Return whether a zstd stream begins with `head`; one for random access may begin with a frame to skip."""
    return head.startswith((ZSTD, *_ZSTD_SKIPPABLE))


def refuse_others(head: bytes) -> None:
    """Raise `BadArchive` with the name of the format if it is a known one that no engine writes."""
    for magic, name in _OTHERS.items():
        if head.startswith(magic):
            raise BadArchive(f"it is compressed with {name}; unpack it first")


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
    """gzip, several members behind each other included, as parallel compressors write them, or one for each file."""

    def __init__(self, packed: _Packed) -> None:
        self._packed, self._rest = packed, NOTHING
        self._member = zlib.decompressobj(wbits=31)
        self._begun, self._members = False, 0

    def fill(self, buffer: memoryview) -> int:
        """Fill a buffer as a `Fill`."""
        while True:
            self._rest = self._rest or memoryview(self._packed.read())
            if not self._rest:
                return self._end()
            if not self._begun:
                self._skip_padding()
            elif data := self._some(len(buffer)):
                buffer[: len(data)] = data
                return len(data)

    def _skip_padding(self) -> None:
        """Read over zeros between members, or behind the last one."""
        piece = bytes(self._rest[:_SLICE])
        begin = piece.lstrip(b"\0")
        self._begun = bool(begin)
        self._rest = self._rest[len(piece) - len(begin) :]

    def _some(self, most: int) -> bytes:
        """Unpack a slice; the library copies what it leaves of one, so that larger ones would cost more."""
        piece = self._rest[:_SLICE]
        try:
            data = self._member.decompress(piece, most)
        except zlib.error as e:
            raise _broken(e) from None
        left = len(self._member.unconsumed_tail) + len(self._member.unused_data)
        self._rest = self._rest[len(piece) - left :]
        if self._member.eof:
            self._next_member()
        return data

    def _next_member(self) -> None:
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise BadArchive("a compressed layer has more parts than any")
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


def _window(head: bytes) -> int:
    """Return the bytes that a zstd stream asks to be kept in memory, the most if its first frame is not the data's."""
    import zstandard

    try:
        return int(zstandard.get_frame_parameters(head).window_size) or _MOST_WINDOW
    except zstandard.ZstdError as e:
        raise _broken(e) from None


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

"""A byte stream read forwards in large chunks, without copying what is only looked at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from io import FileIO

from tutor.engine.bad_archive import BadArchive

BLOCK = 512
CHUNK = 1 << 20
_SEEK_CHUNK = 16 << 10
Pull = Callable[[], memoryview]
"""Returns the next chunk, empty at the end. It is valid until the next call. All but the last are whole blocks."""
Fill = Callable[[memoryview], int]
"""Fills a buffer; returns how many bytes it got, 0 at the end. It may give less than there is room for."""
NOTHING = memoryview(b"")


class Source:
    """Takes and skips bytes; every short read is an error, so that a truncated archive is noticed."""

    def __init__(self, pull: Pull, first: bytes = b"") -> None:
        self._pull, self._chunk, self._at = pull, memoryview(first), 0
        self.end_marked = False
        """Whether the archive's own mark of its end was read."""

    def take(self, size: int) -> bytes:
        """Return exactly `size` bytes."""
        end = self._at + size
        if end > len(self._chunk):
            return b"".join(map(bytes, self.views(size)))
        data = bytes(self._chunk[self._at : end])
        self._at = end
        return data

    def views(self, size: int) -> Iterator[memoryview]:
        """Yield exactly `size` bytes in pieces; each is valid until the next one."""
        while size:
            piece = self.some(size)
            if not piece:
                raise BadArchive("it ends too early")
            size -= len(piece)
            yield piece

    def some(self, most: int) -> memoryview:
        """Return between one and `most` bytes, nothing at the end; they are valid until the next call."""
        if self._at == len(self._chunk):
            self._chunk, self._at = self._pull(), 0
        piece = self._chunk[self._at : self._at + most]
        self._at += len(piece)
        return piece

    def skip(self, size: int) -> None:
        """Read over `size` bytes."""
        if self._at + size <= len(self._chunk):
            self._at += size
        else:
            for _ in self.views(size):
                pass

    def block(self) -> bytes:
        """Return the next header block, or nothing at the end of the stream."""
        if self._at + BLOCK <= len(self._chunk):
            return self.take(BLOCK)
        first = bytes(self.some(BLOCK))
        return first + self.take(BLOCK - len(first)) if first else first


class SeekingSource(Source):
    """A file of which large parts are skipped without reading them."""

    def __init__(self, file: FileIO) -> None:
        super().__init__(chunks_of(file.readinto, _SEEK_CHUNK))
        self._file, self._size = file, file.seek(0, os.SEEK_END)
        file.seek(0)

    @property
    def position(self) -> int:
        """Return how far into the file this is."""
        return self._file.tell() - len(self._chunk) + self._at

    def skip(self, size: int) -> None:
        """Move over `size` bytes."""
        if self._at + size <= len(self._chunk):
            self._at += size
            return
        if self.position + size > self._size:
            raise BadArchive("it ends too early")
        self._file.seek(self.position + size)
        self._chunk, self._at = NOTHING, 0


class Window:
    """The content of one member: a stream that ends where the member ends."""

    def __init__(self, source: Source, size: int) -> None:
        self._source, self.left = source, size

    def take(self, most: int) -> bytes:
        """Return `most` bytes, or what is left if that is less."""
        size = min(most, self.left)
        self.left -= size
        return self._source.take(size)

    def pull(self) -> memoryview:
        """Return the next piece, nothing at the end; as a `Pull`."""
        piece = self._source.some(self.left) if self.left else NOTHING
        if self.left and not piece:
            raise BadArchive("it ends too early")
        self.left -= len(piece)
        return piece

    def views(self) -> Iterator[memoryview]:
        """Yield what is left in pieces; each is valid until the next one."""
        while piece := self.pull():
            yield piece

    def drain(self) -> None:
        """Read over what is left."""
        if self.left:
            self._source.skip(self.left)
            self.left = 0


def chunks_of(fill: Fill, size: int = CHUNK) -> Pull:
    """Return the chunks of a stream, all but the last full; each overwrites the one before."""
    buffer = memoryview(bytearray(size))
    return lambda: buffer[: filled(fill, buffer)]


def filled(fill: Fill, buffer: memoryview) -> int:
    """Fill a buffer as far as the stream goes; return how far."""
    size = 0
    while size < len(buffer) and (more := fill(buffer[size:])):
        size += more
    return size

"""Bytes that arrive in pieces, as a stream."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any


class _Pieces(io.RawIOBase):
    """What an iterator yields, cut to the reader's buffer."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        filled = 0
        while filled < len(buffer):
            if not self._left:
                piece = next(self._pieces, None)
                if piece is None:
                    break
                self._left = memoryview(piece)
            size = min(len(buffer) - filled, len(self._left))
            buffer[filled : filled + size] = self._left[:size]
            self._left = self._left[size:]
            filled += size
        return filled


class ChunkStream(io.BufferedReader):
    """A stream of the pieces; closing it closes their generator."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__(_Pieces(pieces), 1 << 18)
        self._pieces = pieces

    def close(self) -> None:
        """End the generator, too."""
        super().close()
        end = getattr(self._pieces, "close", None)
        if end is not None:
            end()

"""The contents of telling files, kept compressed."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Mapping

_MOST_UNPACKED = 64 << 20
_TEXT_BYTES = 250
"""What a text takes in memory, beside its path and its compressed content."""


class KeptTexts(Mapping[str, bytes]):
    """Contents by path, in the order of the archive; each is unpacked when it is asked for."""

    def __init__(self, packed: Mapping[str, bytes] | None = None) -> None:
        self.packed = dict(packed or {})
        """The contents as zlib streams."""

    def __getitem__(self, path: str) -> bytes:
        return zlib.decompressobj().decompress(self.packed[path], _MOST_UNPACKED)

    def __iter__(self) -> Iterator[str]:
        return iter(self.packed)

    def __len__(self) -> int:
        return len(self.packed)

    def __contains__(self, path: object) -> bool:
        return path in self.packed


class TextPacker:
    """Compresses the beginning of a content as it passes."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._packer, self._packed = zlib.compressobj(1), io.BytesIO()

    def feed(self, piece: memoryview) -> None:
        """Take in the next piece, as far as it is wanted."""
        if self._left:
            self._packed.write(self._packer.compress(piece[: self._left]))
            self._left -= min(self._left, len(piece))

    @property
    def size(self) -> int:
        """Return the bytes taken so far."""
        return self._packed.tell()

    def packed(self) -> bytes:
        """Return the zlib stream; there is no second copy of it."""
        self._packed.write(self._packer.flush())
        return self._packed.getvalue()


def text_memory(path: str | bytes, packed: int) -> int:
    """Return about how many bytes a text takes in memory."""
    return _TEXT_BYTES + len(path) + packed

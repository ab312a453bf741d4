"""The contents of telling files, kept compressed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping

_MOST_UNPACKED = 64 << 20


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

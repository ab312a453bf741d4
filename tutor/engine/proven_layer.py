"""A layer from a source that only claims to be it: its digest proves it."""

from __future__ import annotations

import hashlib
import io
from typing import IO, Any, cast

from tutor.engine.tar_headers import BadArchive, scan
from tutor.model.image import Entry

_BUFFER = 1 << 18


def proven_layer(archive: IO[bytes], diff_id: str) -> tuple[Entry, ...] | None:
    """Return the entries of an uncompressed layer archive, or None if it is not the layer with this digest."""
    hashed = _Hashed(archive)
    reader = io.BufferedReader(hashed, _BUFFER)
    try:
        entries = scan(cast("IO[bytes]", reader))
    except BadArchive:
        return None
    while reader.read(_BUFFER):
        pass
    return entries if f"sha256:{hashed.digest.hexdigest()}" == diff_id else None


class _Hashed(io.RawIOBase):
    """A stream that hashes what is read of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.digest = cast("io.BufferedIOBase", stream), hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = self._stream.readinto(buffer)
        self.digest.update(memoryview(buffer)[:size])
        return size

"""Files that are whole or not there: replaced in one step, and with a checksum over all they hold."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO

TEMPORARY = "new-"
"""What the name of a file that is being written begins with."""
_MAGIC = f"multistage-tutor 2 {sys.byteorder}\n".encode()
_CHUNK = 1 << 20


def write(path: Path, pieces: Iterable[bytes | memoryview]) -> None:
    """Write a file; a reader sees the old one or the new one, whatever happens meanwhile. OSError if it cannot be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = tempfile.NamedTemporaryFile(dir=path.parent, prefix=TEMPORARY, delete=False)  # noqa: SIM115
    try:
        with file:
            digest = hashlib.sha256()
            file.write(_MAGIC + bytes(digest.digest_size))
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
            file.seek(len(_MAGIC))
            file.write(digest.digest())
        Path(file.name).replace(path)
    except BaseException:
        Path(file.name).unlink(missing_ok=True)
        raise


def opened(path: Path) -> BinaryIO | None:
    """Return a file where its content begins, None if it is not there or not whole; it counts as used just now."""
    try:
        file = path.open("rb")
    except OSError:
        return None
    try:
        if _is_whole(file):
            with suppress(OSError):  # the cache of another user is for reading
                os.utime(path)
            return file
    except OSError:
        pass
    file.close()
    return None


def _is_whole(file: IO[bytes]) -> bool:
    digest = hashlib.sha256()
    if file.read(len(_MAGIC)) != _MAGIC:
        return False
    stated = file.read(digest.digest_size)
    begin = file.tell()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    file.seek(begin)
    return digest.digest() == stated

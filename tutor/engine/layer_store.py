"""Layers straight from a Docker engine's own store, where this process may read it: no copy, no staging.

Docker keeps a layer as a folder of files, and beside it the tar headers that the layer came with, so that it can give back
the archive byte by byte (moby's `layer` package and vbatts/tar-split). What this module returns is a claim: the reader
compares its digest with the layer's, so a store of another make costs time and nothing else.
"""

from __future__ import annotations

import binascii
import gzip
import hashlib
import json
import os
import re
import stat
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import IO, Any

from tutor.engine.chunk_stream import ChunkStream

_CHAIN = re.compile(r"sha256:([0-9a-f]{64})")
_CACHE_ID = re.compile(r"[0-9a-z]{8,64}")
_CHUNK = 1 << 20
HEADERS = "tar-split.json.gz"
"""The headers of a layer's archive, and of each content its name, size and CRC-64 (vbatts/tar-split)."""
MOST_LINE = 8 << 20
SEGMENT = re.compile(rb'\{"type":2,"payload":"([^"\\\\]*)","position":\d+\}\n')
"""Half of all records are of this form, and JSON takes its time."""
_NO_SURPRISE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""Names in a layer are not to be trusted: no link is followed, and no pipe waited for."""


def open_layer(data_root: Path, diff_ids: Sequence[str]) -> AbstractContextManager[IO[bytes]] | None:
    """Return the archive of the last of `diff_ids`, or None if the store is not of this kind or not readable here."""
    record = record_of(data_root, diff_ids)
    if record is None:
        return None
    try:
        name = (record / "cache-id").read_text().strip()
        if not _CACHE_ID.fullmatch(name):
            return None
        headers = (record / HEADERS).open("rb")
    except (OSError, ValueError):
        return None
    try:
        root = os.open(data_root / "overlay2" / name / "diff", _NO_SURPRISE | os.O_DIRECTORY)
    except OSError:
        headers.close()
        return None
    return closing(ChunkStream(_archive(headers, root)))


def record_of(data_root: Path, diff_ids: Sequence[str]) -> Path | None:
    """Return the folder in which the store notes what it knows of the last of `diff_ids`, whether or not it is there."""
    chain = _CHAIN.fullmatch(_chain(diff_ids))
    return data_root / "image/overlay2/layerdb/sha256" / chain[1] if chain else None


def _chain(diff_ids: Sequence[str]) -> str:
    """Return the digest that names a layer together with all below it (OCI image specification, ChainID)."""
    chain = ""
    for diff_id in diff_ids:
        chain = f"sha256:{hashlib.sha256(f'{chain} {diff_id}'.encode()).hexdigest()}" if chain else diff_id
    return chain


def _archive(headers: IO[bytes], root: int) -> Iterator[bytes]:
    """Yield the archive: the kept segments, and between them the content of the files that they announce."""
    folder = _Folder(root)
    try:
        lines = gzip.GzipFile(fileobj=headers)
        while line := lines.readline(MOST_LINE):
            if segment := SEGMENT.fullmatch(line):
                yield binascii.a2b_base64(segment[1])
                continue
            record = json.loads(str(line, "utf-8"))
            if record["type"] == 2:
                yield binascii.a2b_base64(record["payload"])
            elif record.get("size"):
                yield from folder.content(_name(record), record["size"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, RecursionError, zlib.error):
        return  # the archive ends early, and its digest will say so
    finally:
        headers.close()
        folder.close()


def _name(record: dict[str, Any]) -> str:
    raw = record.get("name_raw")
    return os.fsdecode(binascii.a2b_base64(raw)) if raw else str(record["name"])


class _Folder:
    """The layer's folder; the folder last read in stays open, because archives go folder by folder."""

    def __init__(self, root: int) -> None:
        self._root, self._last, self._open = root, "", root

    def content(self, name: str, size: int) -> Iterator[bytes]:
        """Yield exactly `size` bytes of a regular file."""
        folder, _, leaf = os.path.normpath(name).lstrip("/").rpartition("/")
        file = os.open(leaf, _NO_SURPRISE, dir_fd=self._at(folder))
        try:
            found = os.fstat(file)
            if not stat.S_ISREG(found.st_mode) or found.st_size != size:
                raise ValueError(name)
            while size > 0:
                data = os.read(file, min(size, _CHUNK))
                if not data:
                    raise EOFError
                size -= len(data)
                yield data
        finally:
            os.close(file)

    def _at(self, folder: str) -> int:
        if folder != self._last:
            opened = self._descend(folder)
            self._leave()
            self._last, self._open = folder, opened
        return self._open

    def _descend(self, folder: str) -> int:
        """Open a folder below the root, step by step, so that no link on the way leads out."""
        here = os.dup(self._root)
        for part in folder.split("/") if folder else ():
            above = here
            try:
                if part == "..":
                    raise ValueError(folder)
                here = os.open(part, _NO_SURPRISE | os.O_DIRECTORY, dir_fd=above)
            finally:
                os.close(above)
        return here

    def _leave(self) -> None:
        if self._open != self._root:
            os.close(self._open)
            self._open = self._root

    def close(self) -> None:
        """Let go of all that is open."""
        self._leave()
        os.close(self._root)

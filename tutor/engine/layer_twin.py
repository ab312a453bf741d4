"""Whether a new layer differs from one of last time in nothing but times, by what a Docker engine's store notes of both.

A build that takes over an unchanged folder writes a new layer all the same, because the folder around it has a new time.
The store's records tell that without reading the files: it noted the headers of both archives, and of each content its
name, size and CRC-64, when it took the layers in.
"""

from __future__ import annotations

import binascii
import gzip
import zlib
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from tutor.engine.layer_store import HEADERS, MOST_LINE, SEGMENT, record_of

_BLOCK = 512
_TIME = slice(136, 148)
_CHECKSUM = slice(148, 156)
"""Where a tar header has the time of a file, and the sum over all of it (POSIX ustar)."""


def differ_in_times_only(data_root: Path, one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether the last layers of two images, each named by its diff ids from the base up, hold the same files.

    False if the store is of another make, or is not readable here.
    """
    records = record_of(data_root, one), record_of(data_root, other)
    if records[0] is None or records[1] is None:
        return False
    try:
        if any(_noted(r) != ids[-1] for r, ids in zip(records, (one, other), strict=True) if r):
            return False
        with gzip.open(records[0] / HEADERS) as mine, gzip.open(records[1] / HEADERS) as theirs:
            pairs = zip_longest(
                iter(lambda: mine.readline(MOST_LINE), b""), iter(lambda: theirs.readline(MOST_LINE), b"")
            )
            return all(a == b or _same_but_times(a, b) for a, b in pairs)
    except (OSError, EOFError, ValueError, zlib.error):
        return False


def _noted(record: Path) -> str:
    """Return the diff id that the store notes of a layer."""
    return (record / "diff").read_text().strip()


def _same_but_times(one: bytes | None, other: bytes | None) -> bool:
    """Return whether two records are segments that end in the same header, written at another time."""
    mine, theirs = (SEGMENT.fullmatch(line or b"") for line in (one, other))
    if mine is None or theirs is None:
        return False
    return _timeless(binascii.a2b_base64(mine[1])) == _timeless(binascii.a2b_base64(theirs[1]))


def _timeless(segment: bytes) -> bytes:
    """Return what stands before a content, without time and checksum of its header, which is the last block."""
    header = bytearray(segment[-_BLOCK:])
    if len(header) == _BLOCK:
        header[_TIME] = bytes(12)
        header[_CHECKSUM] = bytes(8)
    return segment[:-_BLOCK] + bytes(header)

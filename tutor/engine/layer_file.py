"""A layer's table and texts as bytes: a header in JSON, then the columns, compressed but for the digests, and the texts."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import IO

from tutor.engine.kept_texts import KeptTexts
from tutor.engine.layer_scan import LayerFiles
from tutor.model.entries import COLUMNS, DIGESTS, EntryTable

_LENGTH = 8
"""Bytes of the number that says how long a part is."""
_MOST_PART = 64 << 20
NOT_A_LAYER = (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError, zlib.error)
"""What bytes that are no layer may end in."""


def pieces(files: LayerFiles) -> Iterator[bytes | memoryview]:
    """Yield a layer as bytes, one column after the other, so that there is never a second copy of the table."""
    header = {
        "content_size": files.entries.content_size,
        "texts": [(path, len(packed)) for path, packed in files.texts.packed.items()],
    }
    yield from _framed(json.dumps(header).encode())
    for number, column in enumerate(files.entries.columns()):
        yield from _framed(column if number == DIGESTS else zlib.compress(column, 1))
    yield from files.texts.packed.values()


def read(file: IO[bytes]) -> LayerFiles:
    """Return the layer that `pieces` came from; one of `NOT_A_LAYER` is raised for other bytes."""
    header = json.loads(_frame(file))
    table = EntryTable.from_columns(_columns(file), int(header["content_size"]))
    return LayerFiles(table, KeptTexts({path: _taken(file, length) for path, length in header["texts"]}))


def _columns(file: IO[bytes]) -> Iterator[bytes]:
    for number in range(COLUMNS):
        part = _frame(file)
        yield part if number == DIGESTS else zlib.decompressobj().decompress(part, _MOST_PART)


def _framed(part: bytes | memoryview) -> Iterator[bytes | memoryview]:
    yield len(part).to_bytes(_LENGTH, "big")
    yield part


def _frame(file: IO[bytes]) -> bytes:
    return _taken(file, int.from_bytes(file.read(_LENGTH), "big"))


def _taken(file: IO[bytes], size: int) -> bytes:
    if not 0 <= size <= _MOST_PART:
        raise ValueError("a length cannot be")
    return file.read(size)

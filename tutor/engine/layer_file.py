"""A layer's table and texts as bytes: a header in JSON, then the compressed columns and texts."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import IO

from tutor.engine.kept_texts import KeptTexts
from tutor.engine.layer_scan import LayerFiles
from tutor.model.entries import EntryTable

_LENGTH = 8
"""Bytes of the number that the header's length is kept in."""
_MOST_PART = 64 << 20
NOT_A_LAYER = (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError, zlib.error)
"""What bytes that are no layer may end in."""


def pieces(files: LayerFiles) -> Iterator[bytes]:
    """Yield a layer as bytes."""
    columns = [(column.nbytes, zlib.compress(column, 1)) for column in files.entries.columns()]
    header = {
        "content_size": files.entries.content_size,
        "columns": [(size, len(packed)) for size, packed in columns],
        "texts": [(path, len(packed)) for path, packed in files.texts.packed.items()],
    }
    text = json.dumps(header).encode()
    yield len(text).to_bytes(_LENGTH, "big") + text
    for _, packed in columns:
        yield packed
    yield from files.texts.packed.values()


def read(file: IO[bytes]) -> LayerFiles:
    """Return the layer that `pieces` came from; one of `NOT_A_LAYER` is raised for other bytes."""
    header = json.loads(_taken(file, int.from_bytes(file.read(_LENGTH), "big")))
    columns = [
        zlib.decompressobj().decompress(_taken(file, length), max(size, 1))
        for size, length in header["columns"]
    ]
    table = EntryTable.from_columns(columns, int(header["content_size"]))
    return LayerFiles(table, KeptTexts({path: _taken(file, length) for path, length in header["texts"]}))


def _taken(file: IO[bytes], size: int) -> bytes:
    if not 0 <= size <= _MOST_PART:
        raise ValueError("a length cannot be")
    return file.read(size)

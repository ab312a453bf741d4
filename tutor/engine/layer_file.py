"""A layer's table and texts as bytes: a header in JSON, then the columns, compressed but for the digests, and the texts.

Everything is written and read piece by piece, so that there is never a second copy of a large part.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import IO

from tutor.engine.allowance import Allowance
from tutor.engine.kept_texts import KeptTexts, text_memory
from tutor.engine.layer_scan import LayerFiles
from tutor.model.entries import COLUMNS, DIGESTS, EntryTable

_LENGTH = 8
"""Bytes of the number that says how long a part is."""
_TEXT = struct.Struct(">II")
"""Before a text: the lengths of its path and of its content."""
_MOST_PART = 64 << 20
_PIECE = 1 << 18
NOT_A_LAYER = (
    *(OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError),
    *(struct.error, zlib.error),
)
"""What bytes that are no layer may end in."""


def pieces(files: LayerFiles) -> Iterator[bytes | memoryview]:
    """Yield a layer as bytes."""
    header = {
        "content_size": files.entries.content_size,
        "columns": [column.nbytes for column in files.entries.columns()],
        "paths": files.entries.path_bytes,
        "texts": len(files.texts),
    }
    yield _framed(json.dumps(header).encode())
    for number, column in enumerate(files.entries.columns()):
        if number == DIGESTS:
            yield column
        else:
            yield from _compressed(column)
    for path, packed in files.texts.packed.items():
        name = path.encode("utf-8", "surrogateescape")
        yield _TEXT.pack(len(name), len(packed)) + name
        yield packed


def read(file: IO[bytes], allowance: Allowance) -> LayerFiles:
    """Return the layer that `pieces` came from; one of `NOT_A_LAYER` is raised for other bytes.

    Raises `BadArchive` if the table is more than the allowance has left; texts that do not fit are left out.
    """
    header = json.loads(_frame(file))
    sizes = [int(size) for size in header["columns"]]
    if len(sizes) != COLUMNS or not all(0 <= size <= _MOST_PART for size in sizes):
        raise ValueError("a length cannot be")
    allowance.keep_table(sum(sizes), int(header["paths"]))
    table = EntryTable.from_columns(_columns(file, sizes), int(header["content_size"]))
    texts = (_text(file, allowance) for _ in range(int(header["texts"])))
    return LayerFiles(table, KeptTexts(dict(text for text in texts if text is not None)))


def _columns(file: IO[bytes], sizes: Sequence[int]) -> Iterator[bytes | bytearray]:
    for number, size in enumerate(sizes):
        yield _taken(file, size) if number == DIGESTS else _decompressed(file, size)


def _text(file: IO[bytes], allowance: Allowance) -> tuple[str, bytes] | None:
    path_length, length = _TEXT.unpack(file.read(_TEXT.size))
    path = _taken(file, path_length)
    if not allowance.has_room(text_memory(path, length)):
        file.seek(length, os.SEEK_CUR)
        return None
    return path.decode("utf-8", "surrogateescape"), _taken(file, length)


def _compressed(column: memoryview) -> Iterator[bytes]:
    """Yield a column as frames of one zlib stream, and an empty frame."""
    packer = zlib.compressobj(1)
    for at in range(0, len(column), _PIECE):
        if packed := packer.compress(column[at : at + _PIECE]):
            yield _framed(packed)
    yield _framed(packer.flush())
    yield _framed(b"")


def _decompressed(file: IO[bytes], size: int) -> bytearray:
    data, at, unpacker = bytearray(size), 0, zlib.decompressobj()
    while packed := _frame(file):
        piece = unpacker.decompress(packed, size - at + 1)
        if len(piece) > size - at:
            raise ValueError("a column is longer than it should be")
        data[at : at + len(piece)] = piece
        at += len(piece)
    if at != size or not unpacker.eof:
        raise ValueError("a column is shorter than it should be")
    return data


def _framed(part: bytes) -> bytes:
    return len(part).to_bytes(_LENGTH, "big") + part


def _frame(file: IO[bytes]) -> bytes:
    return _taken(file, int.from_bytes(_taken(file, _LENGTH), "big"))


def _taken(file: IO[bytes], size: int) -> bytes:
    if not 0 <= size <= _MOST_PART:
        raise ValueError("a length cannot be")
    data = file.read(size)
    if len(data) != size:
        raise ValueError("it ends too early")
    return data

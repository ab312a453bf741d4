"""Protocol buffers on the wire: fields of a message, read without trust and written (protobuf.dev, "Encoding")."""

from __future__ import annotations

from collections.abc import Iterator

Field = int | bytes
"""Varints are integers, all else is bytes: strings, messages, fixed-width numbers."""

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def fields(data: bytes) -> Iterator[tuple[int, Field]]:
    """Yield (number, value) of each field; what cannot be read ends the message, and nothing is raised."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == _VARINT:
            value, at = _varint(data, at)
            if at > len(data):
                return
            yield key >> 3, value
            continue
        size, at = _size(data, at, kind)
        if at + size > len(data):
            return
        yield key >> 3, data[at : at + size]
        at += size


def number(value: int) -> bytes:
    """Return a varint; negative numbers take ten bytes, as int32 and int64 do."""
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def message(*pairs: tuple[int, int | bytes | str]) -> bytes:
    """Return a message of (number, value) fields; zeros and empty values are left out, as proto3 does."""
    out = bytearray()
    for key, value in pairs:
        if isinstance(value, int):
            out += number(key << 3 | _VARINT) + number(value) if value else b""
        elif value:
            data = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
            out += number(key << 3 | _BYTES) + number(len(data)) + data
    return bytes(out)


def _size(data: bytes, at: int, kind: int) -> tuple[int, int]:
    """Return how long a field is and where it begins; an unknown kind is longer than any message."""
    if kind == _BYTES:
        return _varint(data, at)
    return {_FIXED64: 8, _FIXED32: 4}.get(kind, len(data) + 1), at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a varint and where the next byte stands; one that is cut off or too long ends behind the data."""
    result = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        result |= (byte & 0x7F) << shift
        if byte < 0x80:
            return result & (1 << 64) - 1, at
    return 0, len(data) + 1

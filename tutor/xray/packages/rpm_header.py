"""One package header as RPM stores it: an index of tags, then their data."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from tutor.xray.packages.package import Package

_NAME, _VERSION, _RELEASE = 1000, 1001, 1002
_DIRINDEXES, _BASENAMES, _DIRNAMES = 1116, 1117, 1118
_INT32, _STRING, _STRINGS = 4, 6, 8
_MOST_TAGS, _MOST_VALUES = 10_000, 1_000_000


class BadHeader(ValueError):
    """The bytes are not a package header."""


@dataclass(frozen=True)
class RpmPackage:
    """A package and its files."""

    package: Package
    files: tuple[tuple[str, tuple[str, ...]], ...]
    """Folders relative to the root, with a slash at the end, and the names in each."""


def read_header(blob: bytes) -> RpmPackage:
    """Return the package of a header without its magic, as the database keeps it. Raises `BadHeader`."""
    try:
        tags, data = _tags(blob)
        name, version, release = (_text(tags, data, tag) for tag in (_NAME, _VERSION, _RELEASE))
        folders = _texts(tags, data, _DIRNAMES)
        indexes = _numbers(tags, data, _DIRINDEXES)
        names: dict[int, list[str]] = {}
        for index, base in zip(indexes, _texts(tags, data, _BASENAMES), strict=False):
            names.setdefault(index, []).append(base)
        files = tuple((folders[index].lstrip("/"), tuple(found)) for index, found in names.items())
    except (struct.error, IndexError) as e:
        raise BadHeader(str(e)) from None
    if not name:
        raise BadHeader("it has no name")
    return RpmPackage(Package("rpm", name, f"{version}-{release}".strip("-")), files)


def _tags(blob: bytes) -> tuple[dict[int, tuple[int, int, int]], bytes]:
    """Return (tag -> (type, offset, count), data): two lengths, then 16 bytes a tag, all big-endian."""
    count, size = struct.unpack_from(">II", blob)
    if count > _MOST_TAGS or 8 + 16 * count + size > len(blob):
        raise BadHeader("it is shorter than it says")
    index = struct.iter_unpack(">IIII", blob[8 : 8 + 16 * count])
    return {tag: (kind, offset, number) for tag, kind, offset, number in index}, blob[8 + 16 * count :]


def _text(tags: dict[int, tuple[int, int, int]], data: bytes, tag: int) -> str:
    kind, offset, _ = tags.get(tag, (0, 0, 0))
    return _decoded(data[offset:].partition(b"\0")[0]) if kind == _STRING else ""


def _texts(tags: dict[int, tuple[int, int, int]], data: bytes, tag: int) -> list[str]:
    kind, offset, count = tags.get(tag, (0, 0, 0))
    if kind != _STRINGS or count > _MOST_VALUES:
        return []
    return [_decoded(part) for part in data[offset:].split(b"\0", count)[:count]]


def _numbers(tags: dict[int, tuple[int, int, int]], data: bytes, tag: int) -> tuple[int, ...]:
    kind, offset, count = tags.get(tag, (0, 0, 0))
    if kind != _INT32 or count > _MOST_VALUES:
        return ()
    return struct.unpack_from(f">{count}I", data, offset)


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")

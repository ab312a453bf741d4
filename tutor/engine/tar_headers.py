"""Read the headers of a tar stream, quickly and without trusting them."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zlib import adler32

from tutor.engine.bad_archive import BadArchive as BadArchive
from tutor.engine.tar_extended import MOST_EXTENDED, MOST_NUMBER, decimal, pax_records, sparse_size
from tutor.engine.tar_source import BLOCK, Source, Window

MOST_ENTRIES = 2_000_000
MOST_PATH = 4096
MOST_DEPTH = 256
FILE, DIR, SYMLINK, HARDLINK, OTHER = range(5)
"""Numbers of `model.entries.KINDS`."""
_KINDS = {b"0": FILE, b"\0": FILE, b"7": FILE, b"S": FILE, b"1": HARDLINK, b"2": SYMLINK, b"5": DIR}
_WITHOUT_CONTENT = frozenset({b"1", b"2", b"3", b"4", b"5", b"6"})
_FIELDS = struct.Struct("100s8s8s8s12s12x8sc100s8s80x155s12x")
_ZERO = bytes(BLOCK)
_ODD_PART = re.compile(rb"(?:^|/)(?:\.{0,2}|\.wh\.{1,3})(?:/|$)")
_MARKS_OF_NOTHING = frozenset((b".wh.", b".wh..", b".wh..."))


@dataclass(slots=True)
class Member:
    """One entry as its headers have it."""

    path: bytes
    """Relative, without empty parts and without `..`; nothing for the root."""
    kind: int
    size: int
    """Bytes of a regular file's content, the holes of a sparse one included."""
    mode: int
    uid: int
    gid: int
    link: bytes
    sparse: bool


def members(source: Source) -> Iterator[tuple[Member, Window]]:
    """Yield every member with its content; content not read is skipped.

    Raises `BadArchive` for anything that is not a tar archive.
    """
    extended: dict[bytes, bytes] = {}
    for _ in range(MOST_ENTRIES):
        header = source.block()
        if not header or header == _ZERO:
            source.end_marked = bool(header)
            return
        fields = _FIELDS.unpack(header)
        if not is_header(header):
            raise BadArchive("a header's checksum is wrong")
        kind, size = fields[6], _size(fields[4])
        if kind in b"xXgLK":
            _extend(source, kind, size, extended)
            continue
        member, stored = _member(header, fields, extended)
        if kind == b"S":
            _skip_sparse_map(source, header)
        extended = {}
        window = Window(source, stored)
        yield member, window
        window.drain()
        source.skip(-stored % BLOCK)
    raise BadArchive(f"it has more than {MOST_ENTRIES} entries")


def is_header(block: bytes) -> bool:
    """Return whether a block's checksum is that of a tar header; some old programs count bytes as signed."""
    stated = block[148:156].strip(b" \0")
    if len(block) != BLOCK or not stated.isdigit() or b"8" in stated or b"9" in stated:
        return False
    # Adler-32's lower half is 1 plus the sum of up to 256 bytes, and far quicker than sum().
    total = (adler32(block[:256]) & 0xFFFF) + (adler32(block[256:]) & 0xFFFF) - 2
    total += 8 * 32 - sum(block[148:156])
    if int(stated, 8) == total:
        return True
    large = sum(byte > 127 for byte in block[:148] + block[156:])
    return int(stated, 8) == total - 256 * large


def _extend(source: Source, kind: bytes, size: int, extended: dict[bytes, bytes]) -> None:
    """Take in a header that speaks of the next member; one that speaks of all is left out, as engines leave it out."""
    if size > MOST_EXTENDED:
        raise BadArchive("a header is larger than any file name needs")
    content = source.take(size)
    source.skip(-size % BLOCK)
    if kind in b"LK":
        extended[b"path" if kind == b"L" else b"linkpath"] = content.partition(b"\0")[0]
    elif kind != b"g":
        extended.update(pax_records(content))


def _member(header: bytes, fields: tuple[bytes, ...], extended: dict[bytes, bytes]) -> tuple[Member, int]:
    """Return (member, bytes of it that are in the stream)."""
    _, mode, uid, gid, size, _, typeflag, link, *_ = fields
    path, kind = _header_path(fields), _KINDS.get(typeflag, OTHER)
    stored, real = _size(size), _size(header[483:495]) if typeflag == b"S" else None
    if extended:
        path = extended.get(b"GNU.sparse.name") or extended.get(b"path") or path
        link = extended.get(b"linkpath") or link
        stored, real = decimal(extended, b"size", stored), sparse_size(extended, real)
    if typeflag == b"\0" and path.endswith(b"/"):
        kind = DIR  # as the first tar programs wrote folders
    if kind == DIR or typeflag in _WITHOUT_CONTENT:
        stored = 0
    member = Member(
        path=_member_path(path, kind),
        kind=kind,
        size=(stored if real is None else real) if kind == FILE else 0,
        mode=_number(mode) & 0o7777,
        uid=decimal(extended, b"uid", _number(uid)) & 0xFFFFFFFF,
        gid=decimal(extended, b"gid", _number(gid)) & 0xFFFFFFFF,
        link=_target(link, kind) if kind in (SYMLINK, HARDLINK) else b"",
        sparse=real is not None,
    )
    return member, stored


def _header_path(fields: tuple[bytes, ...]) -> bytes:
    path, magic, prefix = fields[0].partition(b"\0")[0], fields[8], fields[9]
    if prefix[0] and magic.startswith(b"ustar\0"):
        return prefix.partition(b"\0")[0] + b"/" + path
    return path


def _skip_sparse_map(source: Source, header: bytes) -> None:
    more = header[482]
    while more:
        more = source.take(BLOCK)[504]


def _member_path(path: bytes, kind: int) -> bytes:
    path = _normal(path)
    if not path and kind != DIR:
        raise BadArchive("the root is no folder")
    return path


def _normal(path: bytes) -> bytes:
    """Return a path as engines clean it before they unpack."""
    path = path.rstrip(b"/")
    if _ODD_PART.search(path):
        path = _cleaned(path)
    if len(path) > MOST_PATH or path.count(b"/") >= MOST_DEPTH or b"\0" in path:
        raise BadArchive("a path is longer or deeper than a file system takes")
    return path


def _cleaned(path: bytes) -> bytes:
    """Resolve `.` and `..`; what engines refuse is refused: a path that leads out, a whiteout without a name."""
    parts: list[bytes] = []
    for part in path.split(b"/"):
        if part == b"..":
            if not parts and not path.startswith(b"/"):
                raise BadArchive("a path leads out of the image")
            parts = parts[:-1]
        elif part not in (b"", b"."):
            parts.append(part)
    if parts and parts[-1] in _MARKS_OF_NOTHING:
        raise BadArchive("a mark of a deletion names nothing")
    return b"/".join(parts)


def _target(link: bytes, kind: int) -> bytes:
    """Return where a link points: a hard link to a path of the archive, a symlink to any text."""
    link = link.partition(b"\0")[0]
    if kind == HARDLINK:
        return _normal(link)
    if len(link) > MOST_PATH:
        raise BadArchive("a link is longer than a file system takes")
    return link


def _size(field: bytes) -> int:
    size = _number(field)
    if not 0 <= size <= MOST_NUMBER:
        raise BadArchive("a size is negative or larger than any file")
    return size


@lru_cache(maxsize=4096)  # modes and owners are the same over and over
def _number(field: bytes) -> int:
    """Return a number in octal digits, or in binary if the first bit is set."""
    if field[0] & 0x80:
        return int.from_bytes(bytes([field[0] & 0x7F | (field[0] & 0x40) << 1]) + field[1:], signed=True)
    digits = field.partition(b"\0")[0].strip()
    if not digits:
        return 0
    if not digits.isdigit() or b"8" in digits or b"9" in digits:
        raise BadArchive("a number is not octal")
    return int(digits, 8)

"""Tar headers as Go's `archive/tar` writes them, byte for byte: Docker's layers are made with it.

Docker writes what a container holds and what a layer holds with the same code, but under other names. With the names
changed back, the headers of the one are the headers of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from tutor.engine import go_records
from tutor.engine.go_records import NotGoTar as NotGoTar

BLOCK = 512
END = bytes(2 * BLOCK)
"""What stands behind the last member."""
_CHUNK = 1 << 20
_MOST_RECORDS = 1 << 20
_HEADER_BYTES, _RECORD_BYTES = 700, 150
_NAME, _PREFIX = 100, 155
_KINDS = {b"0": "file", b"1": "hardlink", b"2": "symlink", b"5": "dir"}


@dataclass(frozen=True, slots=True)
class Header:
    """One member's header block and the extended records before it."""

    block: bytes
    records: Mapping[bytes, bytes]

    @property
    def path(self) -> bytes:
        """Return the name as stored; a folder's ends with a slash."""
        name, prefix = _text(self.block[:100]), _text(self.block[345:500])
        return self.records.get(b"path") or (prefix + b"/" + name if prefix else name)

    @property
    def link(self) -> bytes:
        """Return the target of a symbolic or hard link, else nothing."""
        return self.records.get(b"linkpath") or _text(self.block[157:257])

    @property
    def kind(self) -> str:
        """Return `file`, `dir`, `symlink`, `hardlink` or `other`."""
        return _KINDS.get(self.block[156:157], "other")

    @property
    def mode(self) -> int:
        """Return the permissions."""
        return _octal(self.block[100:108]) & 0o7777

    @property
    def size(self) -> int:
        """Return the bytes of content that follow."""
        if self.kind != "file":
            return 0
        stated = self.records.get(b"size")
        return go_records.decimal(stated) if stated else _octal(self.block[124:136])

    @property
    def memory(self) -> int:
        """Return about how many bytes this takes."""
        records = self.records.items()
        return _HEADER_BYTES + sum(_RECORD_BYTES + len(key) + len(value) for key, value in records)

    @property
    def owner(self) -> tuple[int, int]:
        """Return the numbers of user and group."""
        return _octal(self.block[108:116]), _octal(self.block[116:124])

    def with_time(self, seconds: int) -> Header:
        """Return the header with another time of change."""
        return Header(_put(self.block, 136, b"%011o\0" % seconds), self.records)

    def with_names(self, user: str, group: str) -> Header:
        """Return the header with other names for user and group; the numbers stay."""
        names = b"".join(name.encode()[:32].ljust(32, b"\0") for name in (user, group))
        return Header(_put(self.block, 265, names), self.records)

    def written(self, path: bytes, link: bytes) -> bytes:
        """Return the blocks for this header under another name and with another link target."""
        records = {k: v for k, v in self.records.items() if k not in (b"path", b"linkpath")}
        if link and not _is_short(link):
            records[b"linkpath"] = link
        prefix, name = b"", path
        if not _is_short(path):
            prefix, name = (b"", b"") if records else _split(path)
            if not name:
                name, records[b"path"] = path, path
        block = _put(self.block, 0, _field(name, _NAME))
        block = _put(block, 157, _field(link, _NAME))
        block = _put(block, 345, prefix.ljust(_PREFIX, b"\0"))
        return (_extended(path, records) if records else b"") + _summed(block)


def read_members(stream: IO[bytes]) -> Iterator[tuple[Header, Iterator[bytes]]]:
    """Yield each header with the pieces of its content; content that is not read is skipped. Raises `NotGoTar`."""
    records: dict[bytes, bytes] = {}
    while (block := _exactly(stream, BLOCK)) != bytes(BLOCK):
        if block[156:157] == b"x":
            records = _records(stream, _octal(block[124:136]))
            continue
        header, records = Header(block, records), {}
        content = _content(stream, header.size)
        yield header, content
        for _ in content:
            pass


def padding(size: int) -> bytes:
    """Return the zeros behind `size` bytes of content."""
    return bytes(-size % BLOCK)


def _content(stream: IO[bytes], size: int) -> Iterator[bytes]:
    left = size
    while left > 0:
        piece = _exactly(stream, min(left, _CHUNK))
        left -= len(piece)
        yield piece
    _exactly(stream, len(padding(size)))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise NotGoTar("it ends too early")
    return data


def _records(stream: IO[bytes], size: int) -> dict[bytes, bytes]:
    if size > _MOST_RECORDS:
        raise NotGoTar("an extended header is too large")
    return go_records.records(b"".join(_content(stream, size)))


def _extended(path: bytes, records: Mapping[bytes, bytes]) -> bytes:
    """Return the extended header that Go writes before a member."""
    data = b"".join(go_records.record(key, records[key]) for key in sorted(records))
    folder, _, leaf = path.rpartition(b"/")
    name = b"/".join(part for part in (folder, b"PaxHeaders.0", leaf) if part)
    block = bytearray(BLOCK)
    block[:100] = _field(_ascii(name)[:_NAME].rstrip(b"/"), _NAME)
    block[100:124] = b"0000000\0" * 3
    block[124:148] = b"%011o\0%011o\0" % (len(data), 0)
    block[156:157] = b"x"
    block[257:265] = b"ustar\x0000"
    return _summed(bytes(block)) + data + padding(len(data))


def _split(path: bytes) -> tuple[bytes, bytes]:
    """Return (prefix, name) of a path too long for the name field, or nothing if it cannot be split."""
    if not path.isascii():
        return b"", b""
    length = min(len(path), _PREFIX + 1)
    if length == len(path) and path.endswith(b"/"):
        length -= 1
    cut = path.rfind(b"/", 0, length)
    name = path[cut + 1 :]
    return (path[:cut], name) if cut > 0 and 0 < len(name) <= _NAME else (b"", b"")


def _is_short(name: bytes) -> bool:
    return name.isascii() and len(name) <= _NAME


def _field(text: bytes, size: int) -> bytes:
    """Return text as Go puts it into a field: ASCII, cut, and no slash at a cut end."""
    text = _ascii(text)
    if len(text) > size and text[size - 1 : size] == b"/":
        text = text[:size].rstrip(b"/")
    return text[:size].ljust(size, b"\0")


def _ascii(text: bytes) -> bytes:
    return bytes(c for c in text if 0 < c < 0x80)


def _put(block: bytes, at: int, data: bytes) -> bytes:
    return block[:at] + data + block[at + len(data) :]


def _summed(block: bytes) -> bytes:
    total = sum(block[:148]) + 8 * 32 + sum(block[156:])
    return _put(block, 148, b"%06o\0 " % total)


def _text(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def _octal(field: bytes) -> int:
    digits = field.strip(b"\0 ") or b"0"
    if not digits.isdigit() or b"8" in digits or b"9" in digits:
        raise NotGoTar("a number is not octal")
    return int(digits, 8)

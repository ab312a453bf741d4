"""Read the headers of a tar stream, quickly and without trusting them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import IO

from tutor.errors import EngineTrouble
from tutor.model.image import Entry

BLOCK = 512
CHUNK = 1 << 20
SMALL_FILE = 256 * 1024
"""Files up to this size are hashed, so that a source file is known by its content under any name."""
MOST_ENTRIES = 2_000_000
MOST_EXTENDED = 1 << 20
_KINDS = {b"0": "file", b"\0": "file", b"7": "file", b"1": "hardlink", b"2": "symlink", b"5": "dir"}


class BadArchive(EngineTrouble):
    """The archive is not a tar archive as the specification (POSIX ustar, pax, GNU) has it."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The image archive cannot be read: {why}.",
            "Build the image again, or ask the engine with `docker image inspect`.",
        )


class Source:
    """A byte stream read forwards; every short read is an error, so that a truncated archive is noticed."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._read = stream.read

    def take(self, size: int) -> bytes:
        """Return exactly `size` bytes."""
        data = self._read(size)
        if len(data) == size:
            return data
        parts = [data]
        missing = size - len(data)
        while missing:
            more = self._read(missing)
            if not more:
                raise BadArchive("it ends too early")
            parts.append(more)
            missing -= len(more)
        return b"".join(parts)

    def skip(self, size: int) -> None:
        """Read over `size` bytes."""
        while size > 0:
            size -= len(self.take(min(size, CHUNK)))

    def block(self) -> bytes:
        """Return the next header block, or nothing at the end of the stream."""
        first = self._read(BLOCK)
        return first + self.take(BLOCK - len(first)) if first and len(first) < BLOCK else first


class Window:
    """The content of one member: a stream that ends where the member ends."""

    def __init__(self, source: Source, size: int) -> None:
        self._source, self.left = source, size

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, all that is left if negative, nothing at the end."""
        size = self.left if size < 0 else min(size, self.left)
        self.left -= size
        return self._source.take(size) if size else b""

    def drain(self) -> None:
        """Read over what is left."""
        self._source.skip(self.left)
        self.left = 0


def members(stream: IO[bytes]) -> Iterator[tuple[Entry, Window]]:
    """Yield every entry of a tar stream with its content; content not read is skipped.

    Raises `BadArchive` for anything that is not a tar archive.
    """
    source = Source(stream)
    extended: dict[str, str] = {}
    for _ in range(MOST_ENTRIES):
        header = source.block()
        if not header or header == bytes(BLOCK):
            return
        _verify(header)
        kind, size = header[156:157], _number(header[124:136])
        if kind in b"xgLK":
            if size > MOST_EXTENDED:
                raise BadArchive("a header is larger than any file name needs")
            content = source.take(_padded(size))[:size]
            if kind == b"x":
                extended |= _pax(content)
            elif kind in b"LK":
                extended["path" if kind == b"L" else "linkpath"] = _text(content.rstrip(b"\0"))
            continue
        entry = _entry(header, kind, size, extended)
        size = _pax_size(extended, size) if kind not in b"12345" or kind == b"" else 0
        extended = {}
        window = Window(source, size)
        yield entry, window
        window.drain()
        source.skip(_padded(size) - size)
    raise BadArchive(f"it has more than {MOST_ENTRIES} entries")


def scan(stream: IO[bytes]) -> tuple[Entry, ...]:
    """Return all entries of a layer, small files with the digest of their content."""
    found = []
    for entry, content in members(stream):
        if entry.kind == "file" and 0 < entry.size <= SMALL_FILE:
            entry = Entry(
                entry.path, "file", entry.size, entry.mode, "", hashlib.sha256(content.read()).hexdigest()
            )
        found.append(entry)
    return tuple(found)


def _entry(header: bytes, kind: bytes, size: int, extended: dict[str, str]) -> Entry:
    path = extended.get("path") or _header_path(header)
    link = extended.get("linkpath") or _text(header[157:257].partition(b"\0")[0])
    name = _KINDS.get(kind, "other")
    size = _pax_size(extended, size) if name == "file" else 0
    return Entry(
        _normal(path),
        name,
        size,
        _number(header[100:108]) & 0o7777,
        link if name in ("symlink", "hardlink") else "",
    )


def _header_path(header: bytes) -> str:
    name = _text(header[:100].partition(b"\0")[0])
    prefix = _text(header[345:500].partition(b"\0")[0]) if header[257:263] == b"ustar\0" else ""
    return f"{prefix}/{name}" if prefix else name


def _normal(path: str) -> str:
    """Drop what makes a path absolute or odd; entries are compared, never written, so `..` may stay as text."""
    return "/".join(part for part in path.split("/") if part not in ("", "."))


def _pax_size(extended: dict[str, str], size: int) -> int:
    text = extended.get("size", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else size


def _pax(content: bytes) -> dict[str, str]:
    values, rest = {}, content
    while rest:
        length, _, _ = rest.partition(b" ")
        if not length.isdigit() or not 0 < int(length) <= len(rest):
            raise BadArchive("an extended header is broken")
        record, rest = rest[len(length) + 1 : int(length)], rest[int(length) :]
        key, _, value = record[:-1].partition(b"=")
        values[_text(key)] = _text(value)
    return values


def _verify(header: bytes) -> None:
    stated = header[148:156].strip(b" \0")
    if not stated or not all(c in b"01234567" for c in stated):
        raise BadArchive("a header has no checksum")
    if int(stated, 8) != sum(header[:148]) + 8 * 32 + sum(header[156:]):
        raise BadArchive("a header's checksum is wrong")


def _number(field: bytes) -> int:
    if field[:1] in (b"\x80", b"\xff"):
        value = int.from_bytes(field[1:], "big")
        if field[0] == 0xFF:
            raise BadArchive("a size is negative")
        return value
    digits = field.partition(b"\0")[0].strip()
    if not digits:
        return 0
    try:
        return int(digits, 8)
    except ValueError:
        raise BadArchive("a number is not octal") from None


def _padded(size: int) -> int:
    return (size + BLOCK - 1) // BLOCK * BLOCK


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")

"""The content of a file from an image, as harmless lines: text as it is, anything else as bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import chop_cells

from tutor.safe_text import clean, megabytes

SHOWN_LIMIT = 256 * 1024
"""Bytes of a file that are shown."""
_HEX_LIMIT = 8 * 1024
"""Bytes that are shown of a file that is no text."""


@dataclass(frozen=True)
class FileText:
    """What is shown of one file."""

    note: str
    """What it is, and what is left out."""
    lines: tuple[str, ...]
    data: bytes = b""
    """The bytes of a file that is no text."""

    def wrapped(self, width: int) -> list[str]:
        """Return the lines cut to pieces of `width` cells."""
        if self.data:
            return list(_hex_lines(self.data, 16 if width >= 76 else 8))
        rows: list[str] = []
        for line in self.lines:
            if line.isascii():
                rows += [line[at : at + width] for at in range(0, len(line), width)] or [""]
            else:
                rows += chop_cells(line, width) or [""]
        return rows


def file_text(data: bytes, size: int) -> FileText:
    """Return the content as text if it is text; `size` is that of the whole file, of which `data` may be the start."""
    shown = data[:SHOWN_LIMIT]
    size = max(size, len(data))
    text = _decoded(shown)
    if text is None:
        more = f", the first {megabytes(_HEX_LIMIT)}" if size > _HEX_LIMIT else ""
        return FileText(f"binary, {size:,} bytes{more}", (), shown[:_HEX_LIMIT])
    lines = tuple(line.expandtabs(4) for line in clean(text, SHOWN_LIMIT * 2).split("\n"))
    lines = lines[:-1] if len(lines) > 1 and not lines[-1] else lines
    more = f", the first {megabytes(len(shown))}" if size > len(shown) else ""
    return FileText(f"{megabytes(size)}{more}" if size else "empty", lines)


def _decoded(data: bytes) -> str | None:
    """Return the text, or None if it is none; the last character may be cut."""
    if b"\0" in data:
        return None
    for missing in range(4):
        try:
            return data[: len(data) - missing].decode()
        except UnicodeDecodeError:
            continue
    return None


def _hex_lines(data: bytes, width: int) -> Iterator[str]:
    for at in range(0, len(data), width):
        part = data[at : at + width]
        signs = "".join(chr(b) if 32 <= b < 127 else "." for b in part)
        yield f"{at:06x}  {part.hex(' '):<{width * 3 - 1}}  {signs}"

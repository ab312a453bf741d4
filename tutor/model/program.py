"""What kind of program a file is, by its first bytes: for which system and processor, and whether it needs a loader."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_MACHINES = {3: "386", 40: "arm", 62: "amd64", 183: "arm64", 243: "riscv64"}
"""ELF's numbers of processors, in the words of images."""
_INTERPRETER = 3
"""The type of the segment that names the loader."""
_MOST_SEGMENTS = 256
_SYMBOLS, _NO_BITS = 2, 8
"""Types of sections: a table of names, and one that takes no place in the file."""
_LOADED = 2
"""The flag of a section that a process has in memory."""
_MOST_SECTIONS = 4096
_LONGEST_PATH = 4096
_MACHO = (b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


@dataclass(frozen=True)
class Program:
    """An executable file."""

    system: str
    """`Linux`, `macOS` or `Windows`."""
    machine: str = ""
    """In the words of images, as in `amd64`; empty if it is not known."""
    loader: str = ""
    """The path of the program that starts it; empty for one that is statically linked. Untrusted."""


def read_program(content: bytes) -> Program | None:
    """Return what a file is, by its beginning; None for no executable of these systems, or a broken one."""
    if content.startswith(b"\x7fELF"):
        return _elf(content)
    if content.startswith(_MACHO):
        return Program("macOS")
    return Program("Windows") if content.startswith(b"MZ") else None


def _elf(content: bytes) -> Program | None:
    """Return what an ELF file says; its offsets are untrusted, and may lead out of it."""
    is_64, order = content[4:5] == b"\x02", ">" if content[5:6] == b"\x02" else "<"
    try:
        (machine,) = struct.unpack_from(f"{order}H", content, 18)
        (table,) = struct.unpack_from(f"{order}{'Q' if is_64 else 'I'}", content, 32 if is_64 else 28)
        size, count = struct.unpack_from(f"{order}HH", content, 54 if is_64 else 42)
        segments = [table + n * size for n in range(min(count, _MOST_SEGMENTS))]
        loaders = [_text(content, at, order, is_64) for at in segments if _kind(content, at, order)]
    except (struct.error, OverflowError):
        return None
    return Program("Linux", _MACHINES.get(machine, ""), next(iter(loaders), ""))


def for_debuggers(content: bytes) -> int:
    """Return the bytes of an ELF file that no process loads: names and line numbers, for debuggers.

    0 if it has no table of names, or if its list of sections does not stand in `content`, its beginning.
    """
    if not content.startswith(b"\x7fELF"):
        return 0
    is_64, order = content[4:5] == b"\x02", ">" if content[5:6] == b"\x02" else "<"
    form, at_table, at_shape = ("IIQQQQ", 40, 58) if is_64 else ("IIIIII", 32, 46)
    try:
        (table,) = struct.unpack_from(f"{order}{'Q' if is_64 else 'I'}", content, at_table)
        size, count = struct.unpack_from(f"{order}HH", content, at_shape)
        places = [table + n * size for n in range(min(count, _MOST_SECTIONS))]
        sections = [struct.unpack_from(f"{order}{form}", content, at) for at in places]
    except (struct.error, OverflowError):
        return 0
    extra = [(kind, length) for _, kind, flags, _, _, length in sections if not flags & _LOADED]
    has_names = any(kind == _SYMBOLS for kind, _ in extra)
    return sum(length for kind, length in extra if kind != _NO_BITS) if has_names else 0


def _kind(content: bytes, at: int, order: str) -> bool:
    """Return whether the segment described at a place names the loader."""
    return bool(struct.unpack_from(f"{order}I", content, at)[0] == _INTERPRETER)


def _text(content: bytes, at: int, order: str, is_64: bool) -> str:
    """Return the path that a segment holds."""
    form, (offset, size) = ("Q", (8, 32)) if is_64 else ("I", (4, 16))
    (start,) = struct.unpack_from(f"{order}{form}", content, at + offset)
    (length,) = struct.unpack_from(f"{order}{form}", content, at + size)
    text = content[start : start + min(length, _LONGEST_PATH)]
    return text.split(b"\0", 1)[0].decode("utf-8", "replace")

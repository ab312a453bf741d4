"""Go programs: each carries what it was built from, behind a magic word."""

from __future__ import annotations

from tutor.xray.packages.package import Package

MAGIC = b"\xff Go buildinf:"
_INLINE = 2  # the flag that says that the texts follow the header; before Go 1.18, pointers to them did
_HEADER = 32
_SENTINEL = 16  # random bytes around the module list


def program(text: bytes) -> Package | None:
    """Return the main module of a Go program from its build info, or None if it is in the old format or broken."""
    if not text.startswith(MAGIC) or len(text) < _HEADER or not text[15] & _INLINE:
        return None
    _, rest = _string(text[_HEADER:])
    modules, _ = _string(rest)
    lines = modules[_SENTINEL:-_SENTINEL].decode("utf-8", "replace").split("\n")
    fields = [line.split("\t") for line in lines]
    name, version = next(((f[1], f[2]) for f in fields if f[0] == "mod" and len(f) > 2), ("", ""))
    name = name or next((f[1] for f in fields if f[0] == "path" and len(f) > 1), "")
    return Package("go", name, version) if name else None


def _string(data: bytes) -> tuple[bytes, bytes]:
    """Return a text with its length before it (7 bits a byte, the lowest first), and what follows it."""
    length = 0
    for index, byte in enumerate(data[:5]):
        length |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            start = index + 1
            return data[start : start + length], data[start + length :]
    return b"", b""

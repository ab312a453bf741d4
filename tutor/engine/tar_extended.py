"""The extended headers of tar archives: pax records and GNU's sparse files."""

from __future__ import annotations

from tutor.engine.bad_archive import BadArchive

MOST_EXTENDED = 1 << 20
"""Bytes of one extended header; with its attributes, no file needs more."""
MOST_NUMBER = (1 << 63) - 1
_KNOWN = frozenset(
    {
        *(b"path", b"linkpath", b"size", b"uid", b"gid"),
        *(b"GNU.sparse.name", b"GNU.sparse.size", b"GNU.sparse.realsize"),
    }
)


def pax_records(content: bytes) -> dict[bytes, bytes]:
    """Return the records that say what a member is; times, attributes and comments are left out."""
    values, at = {}, 0
    while at < len(content):
        space = content.find(b" ", at, at + 21)
        digits = content[at:space]
        if space < 0 or not digits.isdigit():
            raise BadArchive("an extended header has no length")
        end = at + int(digits)
        key, equals, value = content[space + 1 : end - 1].partition(b"=")
        if not space < end <= len(content) or content[end - 1] != 0x0A or not equals:
            raise BadArchive("an extended header is broken")
        if key in _KNOWN:
            values[key] = value
        at = end
    return values


def decimal(values: dict[bytes, bytes], key: bytes, otherwise: int) -> int:
    """Return a record's number; `otherwise` if there is none."""
    text = values.get(key, b"")
    if not text:
        return otherwise
    if not text.isdigit() or len(text) > 19 or int(text) > MOST_NUMBER:
        raise BadArchive("an extended header has a number that cannot be")
    return int(text)


def sparse_size(values: dict[bytes, bytes], otherwise: int | None) -> int | None:
    """Return the real size of a sparse file in any of GNU's three pax formats; `otherwise` for another file."""
    for key in (b"GNU.sparse.realsize", b"GNU.sparse.size"):
        if key in values:
            return decimal(values, key, 0)
    return otherwise

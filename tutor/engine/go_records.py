"""The extended records before a header, read and written as Go's `archive/tar` has them."""

from __future__ import annotations

_MOST_DIGITS = 19


class NotGoTar(ValueError):
    """The stream is not what Go writes, or ends too early."""


def records(data: bytes) -> dict[bytes, bytes]:
    """Return the records in the content of an extended header. Raises `NotGoTar`."""
    found, at = {}, 0
    while at < len(data):
        space = data.find(b" ", at, at + _MOST_DIGITS + 1)
        end = at + decimal(data[at : max(at, space)])
        if not space < end <= len(data):
            raise NotGoTar("an extended header is broken")
        key, _, value = data[space + 1 : end - 1].partition(b"=")
        found[key], at = value, end
    return found


def record(key: bytes, value: bytes) -> bytes:
    """Return `LENGTH KEY=VALUE`, where the length counts its own digits."""
    rest = b" " + key + b"=" + value + b"\n"
    length = len(rest) + len(str(len(rest)))
    length = len(rest) + len(str(length))
    return str(length).encode() + rest


def decimal(digits: bytes) -> int:
    """Return a number of an extended header; one with more digits than any file's size is none."""
    if not digits.isdigit() or len(digits) > _MOST_DIGITS:
        raise NotGoTar("a number is not decimal")
    return int(digits)

"""Paths and wildcards as Go's `path/filepath` treats them."""

from __future__ import annotations

from collections.abc import Iterator

WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
)
"""What Go trims from both ends of a text; Python's `strip` would take more."""


class Malformed(ValueError):
    """The wildcards of a pattern are malformed."""


def clean(path: str) -> str:
    """Return the shortest path that means the same, by its text alone; "." for an empty one."""
    rooted = path.startswith("/")
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", ".", "..") or (part == ".." and not rooted):
            parts.append(part)
    return "/" + "/".join(parts) if rooted else "/".join(parts) or "."


def fits(pattern: str, name: str) -> bool:
    """Return whether a whole name fits a pattern of `*`, `?`, `[a-z]` and escapes; none of them stands for a slash.

    Raises `Malformed` as Go would: what lies behind the first star that leads nowhere is not looked at.
    """
    while pattern:
        has_star, chunk, pattern = _next_chunk(pattern)
        if has_star and not chunk:
            return "/" not in name
        reach = len(name.partition("/")[0]) if has_star else 0
        rests = (_rest(chunk, name[start:]) for start in range(reach + 1))
        rest = next((rest for rest in rests if rest is not None and (not rest or pattern)), None)
        if rest is None:
            return False
        name = rest
    return not name


def _next_chunk(pattern: str) -> tuple[bool, str, str]:
    """Return whether stars lead, what stands between them and the next star, and all from there on."""
    chunk = pattern.lstrip("*")
    at, in_class = 0, False
    while at < len(chunk) and (in_class or chunk[at] != "*"):
        in_class = chunk[at] == "[" or (in_class and chunk[at] != "]")
        at += 2 if chunk[at] == "\\" else 1
    return chunk != pattern, chunk[:at], chunk[at:]


def _rest(chunk: str, name: str) -> str | None:
    """Return what follows the chunk in a name that begins with it, else None; raises `Malformed` either way."""
    at, fitting = 0, True
    for ranges, is_negated in _parts(chunk):
        char = name[at : at + 1]
        is_in = any(low <= char <= high for low, high in ranges)
        fitting = fitting and bool(char) and is_in != is_negated
        at += 1
    return name[at:] if fitting else None


Ranges = list[tuple[str, str]]


def _parts(chunk: str) -> Iterator[tuple[Ranges, bool]]:
    """Yield for each character that fits a chunk the ranges that it is in, and whether it is outside instead."""
    at = 0
    while at < len(chunk):
        if chunk[at] == "[":
            is_negated = chunk.startswith("^", at + 1)
            ranges, at = _members(chunk, at + 1 + is_negated)
            yield ranges, is_negated
        elif chunk[at] == "?":
            yield [("/", "/")], True
            at += 1
        else:
            at += chunk[at] == "\\"
            if at == len(chunk):
                raise Malformed
            yield [(chunk[at], chunk[at])], False
            at += 1


def _members(chunk: str, at: int) -> tuple[Ranges, int]:
    """Return the ranges of a class and where the chunk goes on behind it."""
    ranges: Ranges = []
    while not ranges or chunk[at] != "]":
        low, at = _member(chunk, at)
        high = low
        if chunk[at] == "-":
            high, at = _member(chunk, at + 1)
        ranges.append((low, high))
    return ranges, at + 1


def _member(chunk: str, at: int) -> tuple[str, int]:
    """Return one character of a class and where the chunk goes on; something must follow."""
    if chunk[at : at + 1] in ("", "-", "]"):
        raise Malformed
    at += chunk[at] == "\\"
    if at + 1 >= len(chunk) or "\udc80" <= chunk[at] <= "\udcff":  # not UTF-8
        raise Malformed
    return chunk[at], at + 1

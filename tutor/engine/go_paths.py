"""Paths and patterns as Go's `path/filepath` treats them: cleaning, and the rules of its wildcards."""

from __future__ import annotations

WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
)
"""What Go trims from both ends of a text; Python's `strip` would take more."""


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


def is_well_formed(pattern: str) -> bool:
    """Return whether brackets are closed, ranges have both ends, and no lone backslash stands at the end."""
    at = 0
    while at < len(pattern):
        if pattern[at] == "\\":
            at += 2
            if at > len(pattern):
                return False
        elif pattern[at] == "[":
            members = read_members(pattern, at + 1)
            if members is None:
                return False
            at = members[1]
        else:
            at += 1
    return True


def read_members(pattern: str, at: int) -> tuple[list[tuple[str, str]], int] | None:
    """Return the ranges, first and last character, of the brackets that were opened before `at`, and where they end.

    The "^" of a negated class counts as no member. None if the brackets are malformed.
    """
    at += pattern.startswith("^", at)
    members: list[tuple[str, str]] = []
    while not members or not pattern.startswith("]", at):
        low = high = _end_of_member(pattern, at)
        if low is not None and pattern[low] == "-":
            high = _end_of_member(pattern, low + 1)
        if low is None or high is None:
            return None
        members.append((pattern[low - 1], pattern[high - 1]))
        at = high
    return members, at + 1


def _end_of_member(pattern: str, at: int) -> int | None:
    """Return where the pattern goes on behind one character of a class; something must follow it."""
    if pattern[at : at + 1] in ("", "-", "]"):
        return None
    at += pattern[at] == "\\"
    if at + 1 >= len(pattern) or "\udc80" <= pattern[at] <= "\udcff":  # not UTF-8
        return None
    return at + 1

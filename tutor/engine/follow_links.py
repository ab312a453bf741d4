"""Symbolic links inside a build context: which other paths a path needs."""

from __future__ import annotations

import os

from tutor.engine.go_paths import clean, is_well_formed, read_members
from tutor.engine.ignore_automaton import At, Automaton, Many, Node, One, Row, Test


def follow_links(root: str, paths: list[str]) -> list[str] | None:
    """Return the paths with the links on the way and their targets, sorted; None if they mean the whole context.

    Targets stay below `root`, as if it were the root of the system; the last parts of paths may have wildcards.
    """
    needed: set[str] = set()
    todo = [clean("./" + path) for path in reversed(paths)]
    while todo:
        todo += reversed(_resolve(root, todo.pop(), needed))
    return without_inner(sorted(needed, key=os.fsencode))


def without_inner(paths: list[str]) -> list[str] | None:
    """Return sorted paths without those that lie in the one before; None if one is the whole context."""
    if "." in paths:
        return None
    kept: list[str] = []
    last = ""
    for path in paths:
        if not path.startswith(last + "/"):
            kept.append(path)
            last = path
    return kept


def _resolve(root: str, path: str, needed: set[str]) -> list[str]:
    """Add the path, or the first link on its way, to `needed`; return the paths that the link leads to."""
    current, rest = "", path
    while rest:
        part, _, rest = rest.partition("/")
        current = f"{current}/{part}" if current else part
        targets = _targets(root, current)
        if targets is not None:
            new = current not in needed
            needed.add(current)
            return [clean(f"./{target}/{rest}") for target in targets] if new else []
    needed.add(path)
    return []


def _targets(root: str, path: str) -> list[str] | None:
    """Return where the links lead that a path means, from the root; None if it means no link."""
    folder, _, name = path.rpartition("/")
    if ".." in path.split("/"):
        return None  # nothing outside is looked at
    if not _has_wildcards(name):
        target = _target(root, path)
        return None if target is None else [target]
    try:
        names = sorted(os.listdir(f"{root}/{folder}"), key=os.fsencode)  # noqa: PTH208 - names only
    except OSError:
        return None
    fits = _wildcards(name)
    found = (_target(root, f"{folder}/{n}".lstrip("/")) for n in names if fits and fits.matches(n))
    return [target for target in found if target is not None] or None


def _target(root: str, path: str) -> str | None:
    try:
        target = os.readlink(f"{root}/{path}")  # noqa: PTH115 - its very text
    except OSError:  # no link, or gone
        return None
    folder = path.rpartition("/")[0]
    return clean(target if target.startswith("/") else f"/{folder}/{target}")


def _has_wildcards(name: str) -> bool:
    escaped = False
    for char in name:
        if not escaped and char in "*?[":
            return True
        escaped = not escaped and char == "\\"
    return False


def _wildcards(pattern: str) -> Automaton | None:
    """Return what tells whether a name fits a pattern of `*`, `?`, `[a-z]` and escapes; None if it is malformed."""
    if not is_well_formed(pattern):
        return None
    row: list[Node] = [At("start")]
    at = 0
    while at < len(pattern):
        node, at = _part(pattern, at)
        row.append(node)
    return Automaton(Row((*row, At("end"))))


def _part(pattern: str, at: int) -> tuple[Node, int]:
    """Return the node of what stands at `at`, and where the pattern goes on."""
    char = pattern[at]
    members = read_members(pattern, at + 1) if char == "[" else None
    if members:
        ranges, after = members
        return One(_one_of(ranges, pattern[at + 1] == "^")), after
    if char == "*":
        return Many(_ANY, 0, None), at + 1
    if char == "?":
        return _ANY, at + 1
    at += char == "\\"
    return One(pattern[at].__eq__), at + 1


_ANY = One(lambda _: True)


def _one_of(ranges: list[tuple[str, str]], negated: bool) -> Test:
    return lambda char: any(low <= char <= high for low, high in ranges) != negated

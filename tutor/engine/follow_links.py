"""Symbolic links inside a build context: which other paths a path needs."""

from __future__ import annotations

import os

from tutor.engine.go_paths import Malformed, clean, fits


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
    if folder and os.path.realpath(f"{root}/{folder}") != f"{root}/{folder}":
        return None  # links on the way have been resolved: what is left leads outside, or is a link named like a pattern
    if not _has_wildcards(name):
        target = _target(root, path)
        return None if target is None else [target]
    try:
        names = sorted(os.listdir(f"{root}/{folder}"), key=os.fsencode)  # noqa: PTH208 - names only
    except OSError:
        return None
    found = (_target(root, f"{folder}/{n}".lstrip("/")) for n in names if _fits(name, n))
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


def _fits(pattern: str, name: str) -> bool:
    try:
        return fits(pattern, name)
    except Malformed:
        return False

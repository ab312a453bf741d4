"""Why a regular expression can take for ever: what is repeated can be read in several ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tutor.pattern_tree import REPEATS, Items, items, parts, tree_of

_MANY = 10
"""Repetitions from which on the ways multiply."""
_SAMPLE = frozenset(map(chr, range(32, 127))) | {"\n", "\t", "é"}


def slow_part(pattern: str) -> str:
    """Return what is dangerous in a pattern, in words; empty if nothing is, or if it is no pattern."""
    try:
        tree = tree_of(pattern)
    except (re.error, OverflowError, RecursionError):
        return ""
    for body in _repeated(tree):
        if any(_is_ambiguous(body, inner) for inner in _repeated(body, elastic=True)):
            return "a repetition stands in a repetition"
        if _has_overlap(body):
            return "a choice is repeated whose branches begin alike"
    return ""


def _repeated(tree: Items, *, elastic: bool = False) -> Iterator[Items]:
    """Yield what is repeated many times, at any depth; with `elastic`, only what may also be repeated fewer times.

    Possessive and atomic groups cannot go back.
    """
    for name, value in tree:
        if name in REPEATS and value[1] - value[0] * elastic >= _MANY:
            yield items(value[2])
        if name not in ("POSSESSIVE_REPEAT", "ATOMIC_GROUP"):
            for part in parts(name, value):
                yield from _repeated(part, elastic=elastic)


def _is_ambiguous(body: Items, inner: Items) -> bool:
    """Return whether a text can be split into repetitions in several ways: no end of one is marked by a character of its own."""
    within, whole = _letters(inner), _unwrapped(body)
    edges = [_letters([item]) for item in (whole[0], whole[-1]) if _takes_one(*item)]
    return not any(edge and not edge & within for edge in edges)


def _unwrapped(body: Items) -> Items:
    """Return the items of an expression, without the groups around all of it."""
    while len(body) == 1 and body[0][0] == "SUBPATTERN":
        (body,) = parts(*body[0])
    return body


def _takes_one(name: str, value: Any) -> bool:
    """Return whether an item always takes at least one character."""
    if name in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
        return True
    if name in REPEATS and not value[0]:
        return False
    return name in (*REPEATS, "SUBPATTERN") and any(
        _takes_one(*i) for part in parts(name, value) for i in part
    )


def _has_overlap(body: Items) -> bool:
    """Return whether a choice in what is repeated has two branches that can begin with the same character."""
    for name, value in body:
        branches = parts(name, value)
        if name == "BRANCH":
            firsts = [_letters(branch[:1]) for branch in branches]
            if not all(branches) or any(a & b for n, a in enumerate(firsts) for b in firsts[:n]):
                return True
        elif name == "SUBPATTERN" and any(map(_has_overlap, branches)):
            return True
    return False


def _letters(tree: Items) -> frozenset[str]:
    """Return which sample characters an expression can take; all of them if it is not known."""
    found: frozenset[str] = frozenset()
    for name, value in tree:
        if name == "LITERAL":
            found |= {chr(value)}
        elif name == "NOT_LITERAL":
            found |= _SAMPLE - {chr(value)}
        elif name == "IN":
            found |= frozenset(c for c in _SAMPLE if _is_in(items(value), c))
        elif name in ("ANY", "GROUPREF"):
            found |= _SAMPLE
        else:
            found = found.union(*map(_letters, parts(name, value)))
    return found


def _is_in(members: Items, character: str) -> bool:
    """Return whether a set of characters holds one."""
    negated = members[0][0] == "NEGATE"
    return any(_is_member(*m, character) for m in members if m[0] != "NEGATE") != negated


def _is_member(name: str, value: Any, character: str) -> bool:
    if name == "LITERAL":
        return bool(ord(character) == value)
    if name == "RANGE":
        return bool(value[0] <= ord(character) <= value[1])
    kind = str(value).removeprefix("CATEGORY_").removeprefix("UNI_")
    shapes = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
    found = re.match(shapes.get(kind.removeprefix("NOT_"), r"[\s\S]"), character) is not None
    return found != kind.startswith("NOT_")

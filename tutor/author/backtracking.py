"""Why a regular expression can take for ever: what is repeated can be read in several ways."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

_MANY = 10
"""Repetitions from which on the ways multiply."""
_SAMPLE = frozenset(map(chr, range(32, 127))) | {"\n", "\t", "é"}
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")


def slow_part(pattern: str) -> str:
    """Return what is dangerous in a pattern, in words; empty if nothing is, or if it is no pattern."""
    try:
        # Python's own parser; it is the only one that says what a pattern means, and has no public name.
        tree = importlib.import_module("re._parser").parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return ""
    for body in _repeated(tree):
        if any(_is_ambiguous(body, inner) for inner in _repeated(body, elastic=True)):
            return "a repetition stands in a repetition"
        if _has_overlap(body):
            return "a choice is repeated whose branches begin alike"
    return ""


def _repeated(tree: Any, *, elastic: bool = False) -> Iterator[Any]:
    """Yield what is repeated many times, at any depth; with `elastic`, only what may also be repeated fewer times.

    Possessive and atomic groups cannot go back.
    """
    for op, value in tree:
        name = str(op)
        if name in _REPEATS and value[1] - value[0] * elastic >= _MANY:
            yield value[2]
        if name not in ("POSSESSIVE_REPEAT", "ATOMIC_GROUP"):
            for part in _parts(name, value):
                yield from _repeated(part, elastic=elastic)


def _parts(name: str, value: Any) -> list[Any]:
    """Return the expressions within one item."""
    if name in (*_REPEATS, "POSSESSIVE_REPEAT"):
        return [value[2]]
    if name == "SUBPATTERN":
        return [value[3]]
    if name == "BRANCH":
        return list(value[1])
    if name in ("ASSERT", "ASSERT_NOT"):
        return [value[1]]
    if name == "ATOMIC_GROUP":
        return [value]
    return [part for part in value[1:] if part is not None] if name == "GROUPREF_EXISTS" else []


def _is_ambiguous(body: Any, inner: Any) -> bool:
    """Return whether a text can be split into repetitions in several ways: no end of one is marked by a character of its own."""
    within, items = _letters(inner), _unwrapped(body)
    edges = [_letters([item]) for item in (items[0], items[-1]) if _takes_one(item)]
    return not any(edge and not edge & within for edge in edges)


def _unwrapped(body: Any) -> list[tuple[Any, Any]]:
    """Return the items of an expression, without the groups around all of it."""
    items = list(body)
    while len(items) == 1 and str(items[0][0]) == "SUBPATTERN":
        items = list(items[0][1][3])
    return items


def _takes_one(item: tuple[Any, Any]) -> bool:
    """Return whether an item always takes at least one character."""
    name, value = str(item[0]), item[1]
    if name in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
        return True
    if name in _REPEATS:
        return bool(value[0] > 0) and any(map(_takes_one, value[2]))
    return name == "SUBPATTERN" and any(map(_takes_one, value[3]))


def _has_overlap(body: Any) -> bool:
    """Return whether a choice that is repeated has two branches that can begin with the same character."""
    for op, value in body:
        name = str(op)
        if name == "BRANCH":
            firsts = [_letters(list(branch)[:1]) for branch in value[1]]
            if any(a & b for n, a in enumerate(firsts) for b in firsts[:n]) or not all(map(len, value[1])):
                return True
        elif name == "SUBPATTERN" and _has_overlap(value[3]):
            return True
    return False


def _letters(tree: Any) -> frozenset[str]:
    """Return which sample characters an expression can take; all of them if it is not known."""
    found: frozenset[str] = frozenset()
    for op, value in tree:
        name = str(op)
        if name == "LITERAL":
            found |= {chr(value)}
        elif name == "NOT_LITERAL":
            found |= _SAMPLE - {chr(value)}
        elif name == "IN":
            found |= frozenset(c for c in _SAMPLE if _is_in(value, c))
        elif name in ("ANY", "GROUPREF"):
            found |= _SAMPLE
        else:
            for part in _parts(name, value):
                found |= _letters(part)
    return found


def _is_in(members: Any, character: str) -> bool:
    """Return whether a set of characters holds one."""
    negated = bool(members) and str(members[0][0]) == "NEGATE"
    return (
        any(_is_member(str(op), value, character) for op, value in members if str(op) != "NEGATE") != negated
    )


def _is_member(name: str, value: Any, character: str) -> bool:
    if name == "LITERAL":
        return bool(ord(character) == value)
    if name == "RANGE":
        return bool(value[0] <= ord(character) <= value[1])
    kind = str(value).removeprefix("CATEGORY_").removeprefix("UNI_")
    shapes = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
    found = re.match(shapes.get(kind.removeprefix("NOT_"), r"[\s\S]"), character) is not None
    return found != kind.startswith("NOT_")

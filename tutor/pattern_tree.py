"""What a regular expression means, as a tree: for those who judge one without running it."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

REPEATS = ("MAX_REPEAT", "MIN_REPEAT")
"""What can go back to fewer repetitions; their values are (least, most, what is repeated)."""
_ALL_REPEATS = (*REPEATS, "POSSESSIVE_REPEAT")
Items = list[tuple[str, Any]]
"""(name, value) of each item."""


def tree_of(pattern: str) -> Items:
    """Return the items of an expression; raises `re.error`, `OverflowError` or `RecursionError` if it is none."""
    # Python's own parser: it is the only one that says what an expression means, and has no public name.
    parser = importlib.import_module("re._parser")
    with warnings.catch_warnings():  # of what a later Python will read in another way
        warnings.simplefilter("ignore")
        return items(parser.parse(pattern))


def items(tree: Any) -> Items:
    """Return what an expression is made of."""
    return [(str(name), value) for name, value in tree]


def parts(name: str, value: Any) -> list[Items]:
    """Return the expressions within one item."""
    if name in _ALL_REPEATS:
        return [items(value[2])]
    if name == "SUBPATTERN":
        return [items(value[3])]
    if name == "BRANCH":
        return [items(branch) for branch in value[1]]
    if name in ("ASSERT", "ASSERT_NOT"):
        return [items(value[1])]
    if name == "ATOMIC_GROUP":
        return [items(value)]
    return [items(part) for part in value[1:] if part is not None] if name == "GROUPREF_EXISTS" else []


def written_out(tree: Items) -> int:
    """Return how many items there are if everything is written as often as it must be there."""
    total = 0
    for name, value in tree:
        inner = sum(map(written_out, parts(name, value))) or 1
        total += inner * max(int(value[0]), 1) if name in _ALL_REPEATS else inner
    return total

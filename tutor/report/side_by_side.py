"""Two texts beside each other, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

LINES_LIMIT = 2000
"""Lines of a text beyond which it is not compared."""

SAME, CHANGED, ONLY_LEFT, ONLY_RIGHT = "same", "changed", "only-left", "only-right"


@dataclass(frozen=True)
class Side:
    """A line on one side."""

    number: int
    """From 1."""
    text: str


@dataclass(frozen=True)
class DiffRow:
    """What stands side by side; a side without a line is None."""

    left: Side | None
    right: Side | None

    @property
    def kind(self) -> str:
        """Return how the sides differ."""
        if self.left is None:
            return ONLY_RIGHT
        if self.right is None:
            return ONLY_LEFT
        return SAME if self.left.text == self.right.text else CHANGED


def side_by_side(left: str, right: str) -> tuple[DiffRow, ...] | None:
    """Return the rows, or None if one of the texts is too long to compare; blanks at line ends do not count."""
    a, b = _lines(left), _lines(right)
    if max(len(a), len(b)) > LINES_LIMIT:
        return None
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return tuple(row for _, i1, i2, j1, j2 in codes for row in _rows(a, b, range(i1, i2), range(j1, j2)))


def unified(rows: tuple[DiffRow, ...]) -> Iterator[tuple[str, Side]]:
    """Yield (sign, line): ` ` in both, `-` only on the left, `+` only on the right; of a change the left comes first."""
    waiting: list[tuple[str, Side]] = []
    for row in rows:
        if row.kind == SAME and row.left is not None:
            yield from waiting
            waiting = []
            yield " ", row.left
            continue
        if row.left is not None:
            yield "-", row.left
        if row.right is not None:
            waiting.append(("+", row.right))
    yield from waiting


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.removesuffix("\n").split("\n")]


def _rows(a: list[str], b: list[str], left: range, right: range) -> Iterator[DiffRow]:
    for n in range(max(len(left), len(right))):
        one = Side(left[n] + 1, a[left[n]]) if n < len(left) else None
        two = Side(right[n] + 1, b[right[n]]) if n < len(right) else None
        yield DiffRow(one, two)

"""The bytes that move now, in a line or two: all layers together, and the context."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tutor.engine.port import Progress
from tutor.safe_text import clean_line, megabytes

_LAYER = re.compile(r"sha256:|^[0-9a-f]{12,64}\b|\blayers?\b", re.IGNORECASE)
_LIMIT = 10**15


@dataclass(frozen=True)
class Transfer:
    """Several moves that are told as one."""

    what: str
    amount: str
    part: float | None
    """From 0 to 1; None if the total is unknown."""


def transfers(moves: Iterable[Progress], limit: int) -> list[Transfer]:
    """Return at most `limit` lines: the layers of images as one, the rest by their labels."""
    groups: dict[str, list[Progress]] = {}
    for move in moves:
        groups.setdefault("" if _LAYER.search(move.label) else move.label, []).append(move)
    return [_transfer(label, group) for label, group in groups.items() if not all(m.done for m in group)][
        :limit
    ]


def _transfer(label: str, moves: list[Progress]) -> Transfer:
    current = sum(_bytes(m.current) for m in moves)
    totals = [_bytes(m.total) for m in moves if m.total is not None]
    total = sum(totals) if len(totals) == len(moves) else 0
    amount = megabytes(current)
    if total:
        amount = f"{_without_unit(min(current, total), total)} of {megabytes(total)}"
    what = clean_line(label, 80) or f"downloading {len(moves)} layer{'s' if len(moves) != 1 else ''}"
    return Transfer(what, amount, min(current / total, 1.0) if total else None)


def _bytes(count: int) -> int:
    return min(max(count, 0), _LIMIT)


def _without_unit(current: int, total: int) -> str:
    """Return an amount, without its unit if the total has the same one: `41 of 120 MB`."""
    number, _, unit = megabytes(current).partition(" ")
    return number if unit == megabytes(total).partition(" ")[2] else f"{number} {unit}"

"""The bytes that move now, in a line or two: all layers together, and the context."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tutor.engine.build_events import Progress
from tutor.safe_text import clean_line, megabytes

_LAYER = re.compile(r"(?:(\w+) )?(?:sha256:)?[0-9a-f]{12,64}(?:\W|$)", re.IGNORECASE)
"""A layer by its digest, as in `downloading 62de0dcda61e`."""
_LIMIT = 10**15


@dataclass(frozen=True)
class Transfer:
    """Several moves that are told as one."""

    what: str
    amount: str
    part: float | None
    """From 0 to 1; None if the total is unknown."""


def transfers(moves: Iterable[Progress], limit: int) -> list[Transfer]:
    """Return at most `limit` lines: the layers of images together, the rest by their labels."""
    groups: dict[tuple[str, bool], list[Progress]] = {}
    for move in moves:
        layer = _LAYER.match(move.label)
        key = ((layer[1] or "downloading").lower(), True) if layer else (move.label, False)
        groups.setdefault(key, []).append(move)
    alive = [(key, group) for key, group in groups.items() if not all(m.done for m in group)]
    return [_transfer(label, are_layers, group) for (label, are_layers), group in alive[:limit]]


def _transfer(label: str, are_layers: bool, moves: list[Progress]) -> Transfer:
    current = sum(_bytes(m.current) for m in moves)
    totals = [_bytes(m.total) for m in moves if m.total is not None]
    total = sum(totals) if len(totals) == len(moves) else 0
    amount = megabytes(current) if current else ""
    if total:
        amount = f"{_without_unit(min(current, total), total)} of {megabytes(total)}"
    layers = f" {len(moves)} layer{'s' if len(moves) != 1 else ''}" if are_layers else ""
    return Transfer(clean_line(label, 80) + layers, amount, min(current / total, 1.0) if total else None)


def _bytes(count: int) -> int:
    return min(max(count, 0), _LIMIT)


def _without_unit(current: int, total: int) -> str:
    """Return an amount, without its unit if the total has the same one: `41 of 120 MB`."""
    number, _, unit = megabytes(current).partition(" ")
    return number if unit == megabytes(total).partition(" ")[2] else f"{number} {unit}"

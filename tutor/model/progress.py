"""What a learner has done in a lab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class LabProgress:
    """The record of one lab, keyed by its stable id."""

    lab_id: str
    state: str = "new"
    """`new` (nothing checked), `started` or `passed`; a lab once passed stays passed."""
    attempts: int = 0
    best_size: int | None = None
    """Bytes of the smallest image that passed."""
    traditional_size: int | None = None
    step: int = 0
    """The lesson page that was open last, from 0."""


def next_lab(order: Sequence[str], done: Mapping[str, LabProgress]) -> str | None:
    """Return the first lab id in `order` that has not passed, or None when all have."""
    return next((i for i in order if i not in done or done[i].state != "passed"), None)


@dataclass(frozen=True)
class AttemptRecord:
    """One attempt that was judged."""

    when: float
    """Seconds since the epoch."""
    status: str
    """`passed` or `failed`."""
    size: int | None = None
    """Bytes of the learner's image; None if none was built."""
    traditional_size: int | None = None
    diagnosis: str = ""
    """Id of the explanation that was given; empty if there was none."""

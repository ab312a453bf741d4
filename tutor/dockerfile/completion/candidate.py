"""The nouns of completion: one candidate, and all that fit at the cursor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """One thing that could stand at the cursor."""

    text: str
    """What is put in place of what was typed."""
    kind: str
    """`instruction`, `flag`, `stage`, `image`, `folder`, `file`, `variable` or `word`."""
    note: str = ""
    """Where it comes from, in a few words."""


@dataclass(frozen=True)
class Completion:
    """All that fits, and what of the line it takes the place of."""

    line: int
    """Counted from 1."""
    start: int
    end: int
    """Columns from 0; the end is where the cursor is."""
    candidates: tuple[Candidate, ...]

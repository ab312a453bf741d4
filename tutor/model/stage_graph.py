"""Which stages a file has, what each takes from which other, and which of them a build needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StageNode:
    """One stage as a node of the graph."""

    index: int
    """Its place in the file, from 0."""
    label: str
    line: int
    """Where its FROM stands."""
    needs: tuple[int, ...] = ()
    """Indexes of the stages that it is FROM or copies from, in file order."""
    skipped: str = ""
    """Why the build leaves it out, as in `nothing takes files from it`; empty if it is built."""


@dataclass(frozen=True)
class StageGraph:
    """All stages of a file, in its order."""

    stages: tuple[StageNode, ...] = ()

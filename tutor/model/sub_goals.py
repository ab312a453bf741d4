"""The six sub-goals that every lab has, and how far a Dockerfile is with each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LABELS = {
    "build-base": "choose the build base",
    "dependencies": "get dependencies",
    "build": "build",
    "runtime-base": "choose the runtime base",
    "copy": "copy only what runs",
    "run": "say how it runs",
}
"""By id, in the order they are worked on; the same in every lab, so that they become a habit."""


@dataclass(frozen=True)
class SubGoal:
    """How one lab tells that a sub-goal is reached."""

    id: str
    """One of `LABELS`."""
    commands: tuple[str, ...] = ()
    """Regular expressions; a `RUN` (or, to say how it runs, the start command) that one of them is found in is meant."""
    paths: tuple[str, ...] = ()
    """Names that `COPY --from` must take, each by the last part of its path."""
    checks: tuple[str, ...] = ()
    """Ids of the checks that prove it; without any, the steps of its lines do."""

    @property
    def label(self) -> str:
        """Return what learners call it."""
        return LABELS[self.id]


class Mark(StrEnum):
    """How far a sub-goal is."""

    OPEN = "open"
    WRITTEN = "written"
    """The text has what it takes."""
    PROVEN = "proven"
    """The build or the checks have confirmed this very text."""


@dataclass(frozen=True)
class Tick:
    """One line of the checklist."""

    label: str
    mark: Mark

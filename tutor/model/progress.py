"""What a learner has done in a lab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STATES = {
    "new": "new",
    "started": "started",
    "skipped": "skipped",
    "shown": "solution shown",
    "passed": "passed",
    "passed_after_solution": "passed after the solution",
}
"""Every state of a lab and its words: `new` is unchecked, `shown` means that the solution was opened before a pass."""
_PASSED = ("passed", "passed_after_solution")


@dataclass(frozen=True)
class LabProgress:
    """The record of one lab, keyed by its stable id."""

    lab_id: str
    state: str = "new"
    """One of `STATES`; a lab once passed stays passed."""
    attempts: int = 0
    best_size: int | None = None
    """Bytes of the smallest image that passed."""
    traditional_size: int | None = None
    step: int = 0
    """The lesson page that was open last, from 0."""

    @property
    def has_passed(self) -> bool:
        """Return whether the lab was passed, before or after its solution was shown."""
        return self.state in _PASSED


def next_lab(order: Sequence[str], done: Mapping[str, LabProgress]) -> str | None:
    """Return the first lab id in `order` that is left to do, a skipped one only if no other is; None when all have passed."""
    left = [i for i in order if i not in done or not done[i].has_passed]
    return next((i for i in left if i not in done or done[i].state != "skipped"), next(iter(left), None))


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

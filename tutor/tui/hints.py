"""Which hint comes next: one level at a time, after a new attempt or a while of thinking."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status

WAIT_SECONDS = 90.0
_BASICS = ("file", "parses", "builds")
"""Kinds of checks that a file as given passes, so that nobody needs their hints before the first build."""


@dataclass(frozen=True)
class Hint:
    """One hint as shown."""

    about: str
    """The title of the check that it helps with."""
    text: str


@dataclass
class _Given:
    level: int
    """How many hints of this check are open."""
    at: float
    attempt: int


class HintLadder:
    """Opens the hints of a lab level by level."""

    def __init__(self, checks: Sequence[CheckSpec], clock: Callable[[], float] = time.monotonic) -> None:
        self._checks = checks
        self._clock = clock
        self._given: dict[str, _Given] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._digest = ""
        self._attempt = 0

    def judged(self, outcomes: Sequence[Outcome], digest: str) -> None:
        """Take in the outcomes of an attempt; a changed Dockerfile opens the next level."""
        self._outcomes = {o.check_id: o for o in outcomes}
        self._attempt += digest != self._digest
        self._digest = digest

    def next(self) -> Hint | str:
        """Return the next hint, or a sentence why there is none."""
        check = self._subject()
        if check is None:
            return "All checks with hints have passed."
        given = self._given.get(check.id)
        if given is None:
            return self._open(check, 1)
        if given.level == len(check.hints):
            return Hint(check.title, check.hints[-1])
        wait = WAIT_SECONDS - (self._clock() - given.at)
        if given.attempt == self._attempt and wait > 0:
            return f"The next hint opens after your next build of a changed Dockerfile, or in {wait:.0f} s."
        return self._open(check, given.level + 1)

    def _open(self, check: CheckSpec, level: int) -> Hint:
        self._given[check.id] = _Given(level, self._clock(), self._attempt)
        return Hint(check.title, check.hints[level - 1])

    def _subject(self) -> CheckSpec | None:
        """Return the first failed check with hints, else the first that has not passed."""
        helped = [c for c in self._checks if c.hints and (self._outcomes or c.kind not in _BASICS)]
        failed = [c for c in helped if self._status(c) is Status.FAILED]
        open_ = [c for c in helped if self._status(c) is not Status.PASSED]
        return next(iter(failed or open_), None)

    def _status(self, check: CheckSpec) -> Status | None:
        outcome = self._outcomes.get(check.id)
        return outcome.status if outcome else None

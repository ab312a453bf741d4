"""Which hint comes next: one level at a time, after a new attempt or a while of thinking; pure functions on values."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status

WAIT_SECONDS = 90.0
_BASICS = ("file", "parses", "changed_lines", "builds")
"""Kinds of checks that a file as given passes, so that nobody needs their hints before the first build."""


@dataclass(frozen=True)
class Hint:
    """One hint as shown."""

    check_id: str
    about: str
    """The title of the check that it helps with."""
    text: str
    question: str = ""
    """What must be answered before another hint opens; only of the hint that gives the line itself."""


@dataclass(frozen=True)
class OpenedHint:
    """That a level of a check's hints is open."""

    check_id: str
    level: int
    """From 1."""
    at: float
    """Seconds since the epoch."""
    digest: str
    """Of what the learner had written when it was checked last before."""


@dataclass(frozen=True)
class NoHint:
    """Why no new hint opens."""

    why: str
    question: Hint | None = None
    """The hint whose question is still to be answered, if that is the reason."""
    seconds: float = 0.0
    """After how long the next one opens by itself."""


def answer_id(check_id: str) -> str:
    """Return the id by which the answer to a hint's question is kept."""
    return f"hint:{check_id}"


class HintLadder:
    """Opens the hints of a lab level by level."""

    def __init__(
        self,
        checks: Sequence[CheckSpec],
        opened: Iterable[OpenedHint] = (),
        answered: Collection[str] = (),
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`answered` are ids as `answer_id` gives them."""
        self._checks = {check.id: check for check in checks}
        self._opened = {o.check_id: o for o in opened if o.check_id in self._checks}
        self._answered = set(answered)
        self._clock = clock
        self._outcomes: dict[str, Outcome] = {}
        self._digest = ""

    def judged(self, outcomes: Sequence[Outcome], digest: str) -> None:
        """Take in the outcomes of an attempt; a changed file opens the next level."""
        self._outcomes = {o.check_id: o for o in outcomes}
        self._digest = digest

    def answer(self, check_id: str) -> None:
        """Note that the question of a check's last hint was answered."""
        self._answered.add(answer_id(check_id))

    def opened(self, check_id: str) -> OpenedHint | None:
        """Return how far the hints of a check are open."""
        return self._opened.get(check_id)

    def next(self) -> Hint | NoHint:
        """Open the next hint and return it, or say why there is none; the last one of a check stays."""
        unanswered = self.waiting()
        if unanswered is not None:
            return NoHint("Answer the question of this hint first; a few words are enough.", unanswered)
        check = self._subject()
        if check is None:
            return NoHint("All checks with hints have passed.")
        given = self._opened.get(check.id)
        if given is None:
            return self._open(check, 1)
        if given.level >= len(check.hints):
            return self._hint(check, len(check.hints))
        wait = WAIT_SECONDS - (self._clock() - given.at)
        if given.digest == self._digest and 0 < wait <= WAIT_SECONDS:
            why = f"The next hint opens after you build a changed file, or in {wait:.0f} s."
            return NoHint(why, seconds=wait)
        return self._open(check, given.level + 1)

    def current(self) -> Hint | None:
        """Return the hint that is open for what fails now, or None."""
        check = self._subject()
        given = self._opened.get(check.id) if check else None
        return self._hint(check, min(given.level, len(check.hints))) if check and given else None

    def _open(self, check: CheckSpec, level: int) -> Hint:
        self._opened[check.id] = OpenedHint(check.id, level, self._clock(), self._digest)
        return self._hint(check, level)

    def _hint(self, check: CheckSpec, level: int) -> Hint:
        text, question = parted(check.hints[level - 1]) if level == 3 else (check.hints[level - 1], "")
        return Hint(check.id, check.title, text, question)

    def waiting(self) -> Hint | None:
        """Return the hint that gave a line away and whose question waits, unless its check has passed since."""
        for check in self._checks.values():
            given = self._opened.get(check.id)
            if (
                given
                and given.level >= 3
                and len(check.hints) >= 3
                and self._status(check) is not Status.PASSED
            ):
                hint = self._hint(check, 3)
                if hint.question and answer_id(check.id) not in self._answered:
                    return hint
        return None

    def _subject(self) -> CheckSpec | None:
        """Return the first failed check with hints, else the first that has not passed."""
        helped = [c for c in self._checks.values() if c.hints and (self._outcomes or c.kind not in _BASICS)]
        failed = [c for c in helped if self._status(c) is Status.FAILED]
        open_ = [c for c in helped if self._status(c) is not Status.PASSED]
        return next(iter(failed or open_), None)

    def _status(self, check: CheckSpec) -> Status | None:
        outcome = self._outcomes.get(check.id)
        return outcome.status if outcome else None


def parted(hint: str) -> tuple[str, str]:
    """Return (the hint, the question that its last paragraph asks); the question is empty if it asks none."""
    text, _, last = hint.strip().rpartition("\n\n")
    return (text, " ".join(last.split())) if text and last.rstrip().endswith("?") else (hint, "")

"""The attempts at a lab as a ladder of sizes: what each one changed, and which is the best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tutor.model.progress import AttemptRecord


@dataclass(frozen=True)
class Rung:
    """One attempt among the others."""

    number: int
    """From 1, the oldest."""
    attempt: AttemptRecord
    delta: int | None = None
    """Bytes more than the attempt before that had an image; None if one of the two has none."""
    best: bool = False
    """Whether it is the smallest image that passed; of equals, the first."""


@dataclass(frozen=True)
class Ladder:
    """All attempts at a lab on one scale."""

    rungs: tuple[Rung, ...] = ()
    """The newest last."""
    traditional: int | None = None
    """Bytes of the traditional image when it was measured last."""
    target: int | None = None
    """The largest size that passes, in bytes."""

    @property
    def best(self) -> Rung | None:
        """Return the smallest image that passed."""
        return next((rung for rung in self.rungs if rung.best), None)

    @property
    def largest(self) -> int:
        """Return the size at the end of the scale, at least 1."""
        sizes = [rung.attempt.size or 0 for rung in self.rungs]
        return max([1, self.traditional or 0, self.target or 0, *sizes])


def ladder(attempts: Sequence[AttemptRecord], target_of: Callable[[int], int | None]) -> Ladder:
    """Return the ladder of attempts, given oldest first; `target_of` tells what a traditional size asks for."""
    known = [a.traditional_size for a in attempts if a.traditional_size is not None]
    traditional = known[-1] if known else None
    passed = [(a.size, n) for n, a in enumerate(attempts) if a.status == "passed" and a.size is not None]
    best = min(passed)[1] if passed else None
    rungs: list[Rung] = []
    before: int | None = None
    for n, attempt in enumerate(attempts):
        known_both = before is not None and attempt.size is not None
        delta = (attempt.size or 0) - (before or 0) if known_both else None
        rungs.append(Rung(n + 1, attempt, delta, n == best))
        before = attempt.size if attempt.size is not None else before
    return Ladder(tuple(rungs), traditional, target_of(traditional) if traditional is not None else None)

"""What the attempts at a lab tell its author: how long it took, how often it was tried, where it was hard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tutor.model.hints import OpenedHint
from tutor.model.progress import AttemptRecord, LabProgress

BREAK_SECONDS = 15 * 60.0
"""A longer time without a build or a hint is taken for a break, and does not count."""


@dataclass(frozen=True)
class LabStats:
    """One lab in numbers."""

    state: str
    """As of `LabProgress`."""
    attempts: int
    """Up to the first pass; all, if there was none."""
    minutes: float | None
    """From the first build or hint to the first pass, or to the last attempt, without breaks; None with fewer than two."""
    hints: int
    """Checks of which a hint was opened."""
    deepest: int
    """The highest level of a hint that was opened, from 1; 0 if none was."""
    hardest: str
    """The diagnosis that was given most often before the pass; of equals, the first. Empty if there was none."""
    hardest_times: int


def lab_stats(
    progress: LabProgress, attempts: Sequence[AttemptRecord], hints: Sequence[OpenedHint]
) -> LabStats:
    """Return the numbers of one lab; what came after the first pass does not count."""
    passed = next((n for n, attempt in enumerate(attempts, 1) if attempt.status == "passed"), len(attempts))
    counted = attempts[:passed]
    end = counted[-1].when if counted else float("inf")
    opened = [hint for hint in hints if hint.at <= end]
    told = Counter(attempt.diagnosis for attempt in counted if attempt.diagnosis).most_common(1)
    return LabStats(
        progress.state,
        len(counted),
        _minutes(sorted([*(a.when for a in counted), *(hint.at for hint in opened)])),
        len(opened),
        max((hint.level for hint in opened), default=0),
        *(told[0] if told else ("", 0)),
    )


def _minutes(times: Sequence[float]) -> float | None:
    """Return the time between the first and the last, in minutes, without breaks."""
    if len(times) < 2:
        return None
    gaps = [later - earlier for earlier, later in pairwise(times)]
    return sum(gap for gap in gaps if gap <= BREAK_SECONDS) / 60

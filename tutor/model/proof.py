"""What an evidence file holds: one attempt, with all that is needed to repeat it and to compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TELLING = 0.05
"""The share from which another size is told, and is no longer the same."""


@dataclass(frozen=True)
class Proof:
    """One attempt as it was written down."""

    written: str
    """When, as in ISO 8601, UTC."""
    tutor: str
    """The version of the program."""
    lab: str
    lab_digest: str
    """Of all that a verdict depends on; see `report.lab_digest`."""
    dockerfile: bytes
    ignore: str | None
    """The text of the Dockerfile's own ignore file."""
    engine: Mapping[str, str]
    image_id: str
    size: int | None
    """Bytes of the learner's image; None if there was none."""
    traditional: int | None
    target: int | None
    status: str
    checks: tuple[tuple[str, str, str, str], ...]
    """(id, status, expected, found) of each check, in the lab's order."""
    stand_ins: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Comparison:
    """A proof beside the attempt that repeated it."""

    written: Proof
    repeated: Proof
    size_checks: frozenset[str] = frozenset()
    """Ids of the lab's checks of the image's size."""

    @property
    def changed_checks(self) -> tuple[tuple[str, str, str], ...]:
        """Return (check, status as written, status now) where they differ; empty words where one side lacks the check."""
        before, now = _statuses(self.written), _statuses(self.repeated)
        return tuple(
            (c, before.get(c, ""), now.get(c, "")) for c in {**before, **now} if before.get(c) != now.get(c)
        )

    @property
    def same_lab(self) -> bool:
        """Return whether the lab judges as it did."""
        return self.written.lab_digest == self.repeated.lab_digest

    @property
    def confirmed(self) -> bool:
        """Return whether the verdict, every check and, where they can be compared, the sizes came out as written."""
        same = self.written.status == self.repeated.status and not self.changed_checks
        return same and not (self.same_lab and self._same_bases and self._other_sizes)

    @property
    def comparable(self) -> bool:
        """Return whether the two can be compared: not if only sizes are judged differently, on other base images."""
        changed = {check for check, _, _ in self.changed_checks}
        return self._same_bases or not changed or not changed <= self.size_checks

    @property
    def _same_bases(self) -> bool:
        return self.written.stand_ins == self.repeated.stand_ins

    @property
    def _other_sizes(self) -> bool:
        pairs = (
            (self.written.size, self.repeated.size),
            (self.written.traditional, self.repeated.traditional),
        )
        return any(_differ(before, now) for before, now in pairs)

    @property
    def size_change(self) -> float | None:
        """Return by which share the image's size differs now; None if one of them had no image."""
        if not self.written.size or self.repeated.size is None:
            return None
        return self.repeated.size / self.written.size - 1


def _differ(before: int | None, now: int | None) -> bool:
    """Return whether two sizes are further apart than two builds of the same file."""
    if before is None or now is None:
        return before is not now
    return abs(before - now) > TELLING * max(before, now)


def _statuses(proof: Proof) -> dict[str, str]:
    return {check: status for check, status, _, _ in proof.checks}

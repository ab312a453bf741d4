"""What an evidence file holds: one attempt, with all that is needed to repeat it and to compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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
        """Return whether the verdict and every check came out as written."""
        return self.written.status == self.repeated.status and not self.changed_checks

    @property
    def size_change(self) -> float | None:
        """Return by which share the image's size differs now; None if one of them had no image."""
        if not self.written.size or self.repeated.size is None:
            return None
        return self.repeated.size / self.written.size - 1


def _statuses(proof: Proof) -> dict[str, str]:
    return {check: status for check, status, _, _ in proof.checks}

"""How far a size is from its target, on either side."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.author.seen import Seen
from tutor.model.course import Lab
from tutor.safe_text import megabytes

THIN = 0.05
"""The share of a target below which a margin is too thin to rely on."""


@dataclass(frozen=True)
class Margin:
    """One size beside its target."""

    check_id: str
    measured: int
    allowed: int

    @property
    def share(self) -> float:
        """Return the room that is left as a share of the target; below zero if it is exceeded."""
        return (self.allowed - self.measured) / self.allowed if self.allowed else 0.0

    @property
    def is_thin(self) -> bool:
        """Return whether a small change of the image would turn the verdict."""
        return abs(self.share) < THIN

    @property
    def words(self) -> str:
        """Return it for people, as in `15 % below 499 MB`."""
        side = "below" if self.share >= 0 else "above"
        percent = abs(self.share) * 100
        return (
            f"{percent:.1f} % {side} {megabytes(self.allowed)}"
            if percent < 10
            else (f"{percent:.0f} % {side} {megabytes(self.allowed)}")
        )


def margins_of(lab: Lab, seen: Seen) -> tuple[Margin, ...]:
    """Return the margin of every size target that an attempt was measured against."""
    targets = {c.id for c in lab.checks if c.kind == "image_size"}
    return tuple(
        Margin(o.check_id, o.measured, o.allowed)
        for o in seen.outcomes
        if o.check_id in targets and o.measured is not None and o.allowed is not None
    )

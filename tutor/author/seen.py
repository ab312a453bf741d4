"""What a verdict said of a case, as far as a proof needs it; small enough to be kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from tutor.model.outcome import Outcome, Status, Verdict


@dataclass(frozen=True)
class Seen:
    """A verdict without its long parts."""

    status: str
    """As of a verdict: `passed`, `failed`, `could_not_run` or `cancelled`."""
    outcomes: tuple[Outcome, ...]
    diagnosis: str | None
    line: int | None
    """The line that the diagnosis speaks of."""
    words: str
    """The diagnosis as learners read it."""
    size: int | None
    traditional: int | None
    seconds: float
    engine: str

    @property
    def first_failed(self) -> Outcome | None:
        """Return the first check that failed, in the lab's order."""
        return next((o for o in self.outcomes if o.status is Status.FAILED), None)

    @property
    def in_the_way(self) -> str:
        """Return why it is no verdict, in words."""
        if self.status == "cancelled":
            return "stopped"
        because = (o.because for o in self.outcomes if o.status is Status.COULD_NOT_RUN)
        return next((words for words in because if words), "no check has answered")

    @property
    def is_verdict(self) -> bool:
        """Return whether it speaks of the Dockerfile."""
        return self.status in ("passed", "failed")

    def differences(self, other: Seen) -> tuple[str, ...]:
        """Return in words what two attempts at the same file say otherwise; times and sizes do not count."""
        found = []
        if self.status != other.status:
            found.append(f"{self.status}, then {other.status}")
        now = {o.check_id: o.status for o in other.outcomes}
        found += [
            f"`{o.check_id}` {o.status}, then {now[o.check_id]}"
            for o in self.outcomes
            if now.get(o.check_id, o.status) != o.status
        ]
        if (self.diagnosis, self.line) != (other.diagnosis, other.line):
            found.append(f"{_told(self)}, then {_told(other)}")
        return tuple(found)


def seen_of(verdict: Verdict) -> Seen:
    """Return what is kept of a verdict."""
    found = verdict.diagnosis
    return Seen(
        status=verdict.status,
        outcomes=verdict.outcomes,
        diagnosis=found.id if found else None,
        line=found.line if found else None,
        words=found.text if found else "",
        size=verdict.sizes.yours,
        traditional=verdict.sizes.traditional,
        seconds=round(verdict.seconds, 2),
        engine=verdict.engine,
    )


def seen_form(seen: Seen) -> dict[str, Any]:
    """Return it as it is kept on disk."""
    return asdict(seen)


def read_seen(form: dict[str, Any]) -> Seen:
    """Return what `seen_form` wrote; raises TypeError, KeyError or ValueError if it is something else."""
    seen = Seen(**form)
    return replace(
        seen, outcomes=tuple(Outcome(**{**o, "status": Status(o["status"])}) for o in form["outcomes"])
    )


def _told(seen: Seen) -> str:
    line = f" of line {seen.line}" if seen.line else ""
    return f"`{seen.diagnosis}`{line}" if seen.diagnosis else "no diagnosis"

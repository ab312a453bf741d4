"""The answers of an attempt's checks: each once, in the lab's order, and skipped where an earlier one is the reason."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.attempt.events import CheckDone
from tutor.checks import make
from tutor.checks.evidence import Evidence
from tutor.engine.cancel import Cancel
from tutor.model.course import CheckSpec, Lab
from tutor.model.outcome import Outcome, Status


class Judging:
    """Runs the checks of a lab as their evidence comes in."""

    def __init__(self, lab: Lab, evidence: Evidence, cancel: Cancel) -> None:
        self._checks, self._evidence, self._cancel = lab.checks, evidence, cancel
        self._outcomes: dict[str, Outcome] = {}

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Return the answers so far, in the lab's order."""
        return tuple(self._outcomes[spec.id] for spec in self._checks if spec.id in self._outcomes)

    @property
    def all_passed(self) -> bool:
        """Return whether every answer so far is a pass."""
        return all(outcome.status is Status.PASSED for outcome in self._outcomes.values())

    def answer(self, phase: str, stop_at: str = "") -> Iterator[CheckDone]:
        """Answer the checks of a phase in the lab's order; with `stop_at`, only those before the first of that phase."""
        for spec in self._checks:
            check = make(spec)
            if check.phase == stop_at:
                return
            if check.phase == phase and spec.id not in self._outcomes and not self._cancel.thrown:
                yield self._keep(self._blocked(spec) or check.run(self._evidence))

    def give_up(self, because: str) -> Iterator[CheckDone]:
        """Answer the checks that have not: skipped where an earlier one is the reason, else could not run."""
        for spec in self._checks:
            if spec.id not in self._outcomes:
                reason = because or "an earlier check did not pass"
                could_not = Outcome(spec.id, spec.title, Status.COULD_NOT_RUN, because=reason)
                yield self._keep(self._blocked(spec) or could_not)

    def _blocked(self, spec: CheckSpec) -> Outcome | None:
        """Return the outcome of a check whose precondition does not hold, or None."""
        for need in spec.needs:
            before = self._outcomes.get(need)
            if before is not None and before.status is not Status.PASSED:
                reason = f"“{before.title}” did not pass"
                return Outcome(spec.id, spec.title, Status.SKIPPED, because=reason)
        return None

    def _keep(self, outcome: Outcome) -> CheckDone:
        self._outcomes[outcome.check_id] = outcome
        return CheckDone(outcome)

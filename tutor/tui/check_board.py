"""What is known of the checks of a lab, folded from events; knows no screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tutor.attempt import AttemptEvent, AttemptStarted, CheckDone, Diagnosed, Finished, SizesKnown
from tutor.model.outcome import Diagnosis, Outcome, Sizes, Status, Verdict


@dataclass
class CheckBoard:
    """The checks in the order they will answer, and their answers so far."""

    checks: list[tuple[str, str]] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    diagnosis: Diagnosis | None = None
    sizes: Sizes = field(default_factory=Sizes)
    verdict: Verdict | None = None
    running: bool = False
    trouble: str = ""
    """Why an attempt broke without a verdict."""

    @classmethod
    def of(cls, checks: Sequence[tuple[str, str]], running: bool = False) -> CheckBoard:
        """Return a board on which nothing has answered."""
        return cls(checks=list(checks), running=running)

    def apply(self, event: AttemptEvent) -> None:
        """Take in one event."""
        if isinstance(event, AttemptStarted):
            self.checks = list(event.checks)
        elif isinstance(event, CheckDone):
            self._add(event.outcome)
        elif isinstance(event, SizesKnown):
            self.sizes = event.sizes
        elif isinstance(event, Diagnosed):
            self.diagnosis = event.diagnosis
        elif isinstance(event, Finished):
            self._finish(event.verdict)

    def headline(self) -> tuple[str, str]:
        """Return the verdict in a sentence, and what kind it is: a status, `running` or empty."""
        if self.trouble:
            return self.trouble, "could_not_run"
        if self.verdict is None:
            return self._progress()
        counts = self.verdict.counts
        status = self.verdict.status
        if status == "passed":
            return f"✓ Passed: all {counts['passed']} checks hold.", status
        if status == "failed":
            return f"✗ Not yet: {_counted(counts)}.", status
        if status == "cancelled":
            return "\u2013 Cancelled. Press ctrl+b to build and check again.", status
        return f"! No verdict: {_counted(counts)}. This says nothing about your Dockerfile.", "could_not_run"

    def _add(self, outcome: Outcome) -> None:
        self.outcomes[outcome.check_id] = outcome
        if outcome.check_id not in {check for check, _ in self.checks}:
            self.checks.append((outcome.check_id, outcome.title))

    def _finish(self, verdict: Verdict) -> None:
        self.verdict, self.running = verdict, False
        self.diagnosis = verdict.diagnosis or self.diagnosis
        if verdict.sizes != Sizes():
            self.sizes = verdict.sizes
        for outcome in verdict.outcomes:
            self._add(outcome)

    def _progress(self) -> tuple[str, str]:
        if not self.running:
            return "ctrl+b builds and checks. These must hold:", ""
        return f"▸ Checking: {len(self.outcomes)} of {len(self.checks)} have answered.", "running"


def _counted(counts: object) -> str:
    numbers = counts if isinstance(counts, dict) else {}
    words = {
        Status.FAILED: "failed",
        Status.PASSED: "passed",
        Status.SKIPPED: "skipped",
        Status.COULD_NOT_RUN: "could not run",
    }
    parts = [f"{numbers[s.value]} {word}" for s, word in words.items() if numbers.get(s.value)]
    return ", ".join(parts) if parts else "no check answered"

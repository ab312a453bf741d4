"""Why a build failed, in a few words: beside its line in the editor, and above its steps."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.attempt import AttemptEvent, BuildProgress
from tutor.engine.build_events import LEARNERS, BuildFailed, BuildFailure
from tutor.model.dockerfile import Problem, Span
from tutor.safe_text import clean_line

_REASONS = {
    "missing_file": "a file that it takes is not there",
    "missing_image": "there is no such image to be had",
    "time_limit": "it took too long and was stopped",
    "output_limit": "it printed without end and was stopped",
}


def failure_reason(failure: BuildFailure) -> str:
    """Return one short sentence without a capital; the engine's own last words if nothing better is known."""
    if failure.kind == "run_failed" and failure.exit_code is not None:
        return f"the command ended with exit code {failure.exit_code}"
    words = [line for line in failure.message.splitlines() if line.strip()]
    return _REASONS.get(failure.kind) or clean_line(words[-1] if words else failure.kind, 160)


def failure_problem(failure: BuildFailure) -> Problem | None:
    """Return the failure as a problem of its lines, or None if it belongs to no line or speaks of the engine."""
    step = failure.step
    if step is None or step.line is None or step.line < 1 or failure.kind not in LEARNERS:
        return None
    end = max(step.end_line or step.line, step.line)
    return Problem("build-failed", failure_reason(failure), Span(step.line, 0, end + 1, 0))


def first_failure(events: Iterable[AttemptEvent]) -> Problem | None:
    """Return what a batch of events says against a line of the learner's file."""
    for event in events:
        if (
            isinstance(event, BuildProgress)
            and event.image == "yours"
            and isinstance(event.event, BuildFailed)
        ):
            return failure_problem(event.event.failure)
    return None

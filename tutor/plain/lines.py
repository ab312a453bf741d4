"""An attempt as lines of text, one thing a line, in the order in which things end."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.attempt import (
    AttemptEvent,
    BuildProgress,
    CheckDone,
    Diagnosed,
    Finished,
    PhaseProgress,
    PhaseStarted,
)
from tutor.engine.build_events import BuildEvent
from tutor.model.outcome import Diagnosis, Outcome, Sizes, Status, Verdict
from tutor.plain.build_lines import BuildLines
from tutor.safe_text import megabytes

MARKS = {Status.PASSED: "ok  ", Status.FAILED: "FAIL", Status.SKIPPED: "skip", Status.COULD_NOT_RUN: "????"}
_PHASES = {
    "build": "building your image",
    "traditional": "building the traditional image",
    "reference": "building the reference solution",
    "inspect": "reading the image",
    "run": "running a container",
    "trial": "building again, to see what a change costs",
}
_VERDICTS = {
    "passed": "PASSED",
    "failed": "NOT YET",
    "could_not_run": "COULD NOT RUN: this says nothing about your Dockerfile",
    "cancelled": "CANCELLED",
}


class Lines:
    """Turns events into lines; keeps what a later line needs."""

    def __init__(self, *, logs: bool = False) -> None:
        self._builds: dict[str, BuildLines] = {}
        self._logs = logs
        self._phase = ""
        self.now = ""
        """What runs now, as one line; empty if nothing is known to run."""

    def of(self, event: AttemptEvent) -> Iterator[str]:
        """Yield the lines that an event is worth."""
        match event:
            case PhaseStarted(phase="bases" | "services", note=note):
                yield f"     {note}"
            case PhaseProgress(note=note):
                self.now = f"     {note}"
            case PhaseStarted(phase=phase) if phase in _PHASES:
                self.now = self._phase = f"     {_PHASES[phase]}"
                yield self.now
            case BuildProgress(image=image, event=inner):
                yield from self._build(image, inner)
            case CheckDone(outcome=outcome):
                yield from outcome_lines(outcome)
            case Diagnosed(diagnosis=diagnosis):
                yield from diagnosis_lines(diagnosis)
            case Finished(verdict=verdict):
                yield from verdict_lines(verdict)

    def _build(self, image: str, event: BuildEvent) -> Iterator[str]:
        build = self._builds.setdefault(image, BuildLines(logs=self._logs))
        yield from build.of(event)
        self.now = f"     {build.now}" if build.now else self._phase


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """Yield one check's answer: one line, or with its reasons."""
    told = outcome.found if outcome.status is Status.PASSED else outcome.because
    yield f"{MARKS[outcome.status]} {outcome.title}{f' ({told})' if told else ''}"
    if outcome.status is Status.FAILED:
        yield f"       expected: {outcome.expected}"
        yield f"       found:    {outcome.found}"
        if outcome.where:
            yield f"       where:    {outcome.where}"


def diagnosis_lines(diagnosis: Diagnosis) -> Iterator[str]:
    """Yield the explanation, the engine's own words below."""
    yield ""
    for part in (diagnosis.see, diagnosis.why, diagnosis.try_):
        if part:
            yield f"  {part}"
    if diagnosis.engine_words:
        yield "  Word for word:"
        yield from (f"    | {line}" for line in diagnosis.engine_words.splitlines()[-10:])
    yield ""


def sizes_line(sizes: Sizes) -> str:
    """Return `traditional 771 MB -> yours 423 MB, -45 % (target: at most 463 MB)`."""
    line = f"traditional {megabytes(sizes.traditional)} -> yours {megabytes(sizes.yours)}"
    if sizes.traditional and sizes.yours is not None:
        line += f", {100 * (sizes.yours / sizes.traditional - 1):+.0f} %"
    if sizes.target is not None:
        line += f" (target: at most {megabytes(sizes.target)})"
    return line


def advice_lines(verdict: Verdict) -> Iterator[str]:
    """Yield what could still be better after a pass."""
    if verdict.tips:
        yield "advice, which changes nothing about the pass:"
    for tip in verdict.tips:
        yield f"  -  {tip.title}. Now: {tip.found}{f' ({tip.where})' if tip.where else ''}"


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """Yield sizes, stand-ins, advice and the verdict."""
    if verdict.sizes.yours is not None:
        yield sizes_line(verdict.sizes)
        if verdict.sizes.engine_reported not in (None, verdict.sizes.yours):
            yield f"the engine itself says {megabytes(verdict.sizes.engine_reported)}: it counts what it stores, the tutor counts the files of all layers"
    for reference in verdict.stand_ins:
        yield f"{reference} is a local stand-in here, not the official image"
    yield from advice_lines(verdict)
    if verdict.notice:
        yield verdict.notice
    yield f"{_VERDICTS[verdict.status]} in {verdict.seconds:.1f} s"

"""A build as lines of text: one line a step, in the order in which the steps end."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.engine.build_events import (
    BuildEvent,
    BuildFailed,
    BuildFailure,
    BuildNotice,
    BuildStep,
    BuildWarning,
    GraphKnown,
    ImageBuilt,
    LogLines,
    StepCached,
    StepDone,
    StepFailed,
    StepShared,
    StepStarted,
)
from tutor.model.stage_graph import StageGraph
from tutor.safe_text import clean_line

SLOW_SECONDS = 1.0
"""From when on a step of the engine's own is worth a line."""
_TAIL = 8
_NAMED = 3
"""Running steps, or places, that are named in one line."""


class BuildLines:
    """Turns the events of one build into lines; keeps what a later line needs."""

    def __init__(self, *, logs: bool = False) -> None:
        self._logs = logs
        self._steps: dict[str, BuildStep] = {}
        self._shared: dict[str, tuple[tuple[int, int], ...]] = {}
        self._running: dict[str, BuildStep] = {}
        self._labels: dict[int, str] = {}

    @property
    def now(self) -> str:
        """Return what runs now as one line, such as `build: RUN a + deps: RUN b`; empty if nothing does."""
        ours = [s for s in self._running.values() if not _is_engines_own(s)] or list(self._running.values())
        names = [_named(step, 60) for step in ours[:_NAMED]]
        more = len(ours) - len(names)
        return " + ".join(names) + (f" + {more} more" if more else "")

    def of(self, event: BuildEvent) -> Iterator[str]:
        """Yield the lines that an event is worth."""
        match event:
            case GraphKnown(graph=graph):
                yield from self._graph(graph)
            case StepStarted(step=step):
                self._steps[step.id] = self._running[step.id] = step
            case StepShared(step_id=step_id, places=places):
                self._shared[step_id] = places
            case StepCached(step_id=step_id):
                yield from self._ended(step_id, "CACHED")
            case StepDone(step_id=step_id, seconds=seconds):
                yield from self._ended(step_id, f"{max(seconds, 0):.1f} s", seconds)
            case StepFailed(step_id=step_id):
                yield from self._ended(step_id, "FAILED", SLOW_SECONDS)
            case LogLines(step_id=step_id, lines=lines) if self._logs:
                yield from (f"       | {self._prefix(step_id)}{line}" for line in lines)
            case BuildWarning(message=message, line=line):
                yield _row("note", line, clean_line(message))
            case BuildNotice(text=text):
                yield _row("note", None, clean_line(text))
            case ImageBuilt() | BuildFailed():
                yield from self._end(event)

    def _end(self, event: ImageBuilt | BuildFailed) -> Iterator[str]:
        self._running.clear()
        if isinstance(event, ImageBuilt):
            yield f"     built in {event.seconds:.1f} s"
            return
        failure = event.failure
        if not self._logs:
            yield from (f"       | {line}" for line in failure.log_tail[-_TAIL:])
        yield f"     build failed: {_last_words(failure)}"

    def _graph(self, graph: StageGraph) -> Iterator[str]:
        self._labels = {stage.index: stage.label for stage in graph.stages}
        for stage in graph.stages:
            if stage.skipped:
                yield _row(
                    "skipped", stage.line, f"{clean_line(stage.label, 60)}: {clean_line(stage.skipped)}"
                )

    def _ended(self, step_id: str, how: str, seconds: float = 0.0) -> Iterator[str]:
        self._running.pop(step_id, None)
        step = self._steps.get(step_id)
        if step is None or (_is_engines_own(step) and seconds < SLOW_SECONDS):
            return
        yield _row(how, step.line, _named(step, 100) + self._shared_with(step_id))

    def _shared_with(self, step_id: str) -> str:
        places = self._shared.get(step_id, ())
        names = [
            clean_line(self._labels.get(index, ""), 40) or f"line {line}" for index, line in places[:_NAMED]
        ]
        more = len(places) - len(names)
        told = ", ".join(dict.fromkeys(names)) + (f" and {more} more" if more else "")
        return f"  (shared with {told})" if names else ""

    def _prefix(self, step_id: str) -> str:
        """Return what tells the lines of steps apart that run side by side."""
        step = self._steps.get(step_id)
        if step is None or _is_engines_own(step):
            return ""
        place = f":{step.line}" if step.line else ""
        return f"{clean_line(step.stage, 40) or 'line'}{place} | "


def _is_engines_own(step: BuildStep) -> bool:
    """Return whether a step stands for no instruction; older decoders name the stage only by its label."""
    return step.is_engines_own and not step.stage and step.line is None


def _named(step: BuildStep, limit: int) -> str:
    stage = f"{clean_line(step.stage, 40)}: " if step.stage else ""
    return stage + clean_line(step.name, limit)


def _row(how: str, line: int | None, text: str) -> str:
    place = f"line {line}" if line else ""
    return f"     {how:>8}  {place:<8} {text}"


def _last_words(failure: BuildFailure) -> str:
    words = failure.message.strip()
    return words.splitlines()[-1] if words else failure.kind

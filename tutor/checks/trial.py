"""A further build that a check asks for: the context after an edit. Its image is removed at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from tutor.checks.evidence import Evidence
from tutor.engine.build_events import (
    BuildEvent,
    BuildFailed,
    BuildFailure,
    ImageBuilt,
    LogLines,
    StepCached,
    StepDone,
    StepFailed,
    StepShared,
    StepStarted,
)
from tutor.engine.port import Cancel
from tutor.errors import EngineTrouble
from tutor.model.dockerfile import Dockerfile

CACHED, RAN = "cached", "ran"


@dataclass
class Trial:
    """What became of a trial build."""

    failure: BuildFailure | None = None
    size: int | None = None
    """Bytes of its image, as the engine counts; None if there is none."""
    fates: dict[int, str] = field(default_factory=dict)
    """Line of an instruction to `cached` or `ran`, as far as it was told."""
    _lines: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def take(self, event: BuildEvent) -> None:
        """Take in an event."""
        if isinstance(event, StepStarted) and event.step.line:
            self._lines[event.step.id] = (event.step.line,)
        elif isinstance(event, StepShared):
            known = self._lines.get(event.step_id, ())
            self._lines[event.step_id] = known + tuple(line for _, line in event.places)
        elif isinstance(event, StepCached):
            self._end(event.step_id, CACHED)
        elif isinstance(event, StepDone | StepFailed | LogLines):
            self._end(event.step_id, RAN)
        elif isinstance(event, BuildFailed):
            self.failure = event.failure

    def _end(self, step_id: str, fate: str) -> None:
        for line in self._lines.get(step_id, ()):
            self.fates.setdefault(line, fate)

    def line_of(self, step_id: str) -> int | None:
        """Return the line of a step's instruction, if it was told."""
        return next(iter(self._lines.get(step_id, ())), None)


def trial_build(
    evidence: Evidence,
    *,
    context: Path | None = None,
    watch: Iterable[int] = (),
    dockerfile: Dockerfile | None = None,
    no_cache: bool = False,
    listen: Callable[[BuildEvent], None] | None = None,
) -> Trial | None:
    """Build the learner's Dockerfile again, or another one in its place; None if there is nothing to build with, or the attempt was cancelled.

    With `watch`, lines of instructions, it ends as soon as the fate of all of them is known. `listen` sees each event; at `ImageBuilt` the image is there.
    """
    engine, request, watched = evidence.engine, evidence.request, set(watch)
    if engine is None or request is None or evidence.cancel.thrown:
        return None
    request = replace(
        request,
        tag=f"{request.tag.rpartition(':')[0]}:trial",
        context=context or request.context,
        dockerfile=dockerfile or request.dockerfile,
        no_cache=no_cache,
    )
    stop, trial = Cancel(), Trial()
    evidence.cancel.then(stop)
    try:
        for event in engine.build(request, stop):
            trial.take(event)
            if isinstance(event, ImageBuilt):
                info = engine.image(event.image_id)
                trial.size = info.engine_size if info else None
            if listen is not None:
                listen(event)
            if watched and watched <= trial.fates.keys():
                stop()
    finally:
        with suppress(EngineTrouble):
            engine.remove_image(request.tag)
    if watched and stop.thrown and not evidence.cancel.thrown:
        trial.failure = None  # ended by this function itself
    return None if evidence.cancel.thrown else trial

"""The steps of one build: which of them run, are done, cached or failed, told once each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tutor.engine.build_events import (
    BuildEvent,
    BuildStep,
    LogLines,
    StepCached,
    StepDone,
    StepFailed,
    StepShared,
    StepStarted,
)
from tutor.engine.buildkit.engine_clock import EngineClock
from tutor.engine.buildkit.sharing import Sharing
from tutor.engine.buildkit.status import Vertex, VertexLog
from tutor.engine.buildkit.step_log import StepLog
from tutor.engine.buildkit.step_map import Place, StepMap
from tutor.engine.buildkit.vertex_name import counted_name
from tutor.engine.failure import given_up, is_cancelled, shortened
from tutor.safe_text import clean_line

_MOST = 5000
"""Steps that are followed; a build of a real file has some dozens."""
_NAME = 4000
_BATCH = 50
_QUIET = 0.5
"""Seconds after which a source that has not gone on is done."""
_DIGEST = re.compile(r"[A-Za-z0-9_+.:-]{1,140}")


@dataclass(eq=False)
class Step:
    """One step of the engine's, and what has been told of it."""

    digest: str
    name: str = ""
    inputs: tuple[str, ...] = ()
    place: Place | None = None
    """What it stands for in the file; None for steps of the engine's own."""
    told: BuildStep | None = None
    """What was told when it began."""
    at: float = 0.0
    seconds: float = 0.0
    """How long it worked, interruptions left out."""
    counted: tuple[float | None, float | None] = (None, None)
    completed: float | None = None
    is_cached: bool = False
    is_base: bool = False
    """Whether it is a FROM."""
    has_fetched: bool = False
    """Whether something came over the network for it."""
    is_over: bool = False
    error: str = ""
    log: StepLog = field(default_factory=StepLog)


class Steps:
    """All steps of a build."""

    def __init__(self, step_map: StepMap, sharing: Sharing, clock: EngineClock) -> None:
        self._map = step_map
        self._sharing = sharing
        self._clock = clock
        self._steps: dict[str, Step] = {}
        self._needed: set[str] = set()
        self._running: dict[str, Step] = {}
        # Sources (steps without inputs) are interrupted and go on: they are done when what needs them begins.
        self._waiting: dict[str, Step] = {}
        self._unneeded: dict[str, Step] = {}
        self._begun: set[str] = set()
        self.failed: list[Step] = []
        """Those with an error of their own, in the order they failed."""
        self.given_up = ""
        """What npm told of the network or the disk in a step that is over."""
        self._last: Step | None = None
        self._talker: Step | None = None

    def know(self, vertex: Vertex) -> None:
        """Take what a vertex is: its name, what it needs, where it stands in the file."""
        step = self._steps.get(vertex.digest)
        if step is None:
            if len(self._steps) >= _MOST or not _DIGEST.fullmatch(vertex.digest):
                return
            step = self._steps[vertex.digest] = Step(vertex.digest)
        if vertex.name and not step.name:
            step.name = self._map.shown(vertex.name[:_NAME])
            step.inputs = tuple(i for i in vertex.inputs if _DIGEST.fullmatch(i))
            self._needed.update(step.inputs if len(self._needed) < 4 * _MOST else ())
            step.place = self._map.place(step.name)
            if step.place is not None:
                step.is_base = step.place.text.upper().startswith("FROM ") and not step.inputs
                self._sharing.add(step.digest, step.place, step.inputs)

    def begin(self, vertex: Vertex) -> Iterator[BuildEvent]:
        """Yield that a vertex begins, if it does."""
        step = self._steps.get(vertex.digest)
        if step is None or (vertex.started is None and vertex.completed is None and not vertex.error):
            return
        if step.told is None:
            yield from self._begin(step, vertex.started)

    def end(self, vertex: Vertex) -> Iterator[BuildEvent]:
        """Yield that a vertex is over, if it is."""
        step = self._steps.get(vertex.digest)
        if step is None or step.told is None or is_cancelled(vertex.error):
            return
        if vertex.error:
            yield from self._fail(step, vertex)
        elif step.is_over:
            return
        elif vertex.completed is None:
            self._go_on(step)
        else:
            yield from self._complete(step, vertex)

    def logs(self, logs: tuple[VertexLog, ...]) -> Iterator[BuildEvent]:
        """Yield what steps printed, in batches."""
        lines: dict[str, list[str]] = {}
        for log in logs:
            step = self._steps.get(log.vertex)
            if step is None or not step.name:
                continue
            if step.told is None:
                yield from self._begin(step, None)
            self._talks(step)
            lines.setdefault(step.digest, []).extend(step.log.add(log.stream, log.data))
        for digest, said in lines.items():
            yield from _batches(digest, said)

    def settle(self, time: float | None) -> Iterator[BuildEvent]:
        """Yield the end of sources that have been quiet for a while at the engine's `time`."""
        while time is not None and self._waiting:
            step = next(iter(self._waiting.values()))
            if step.completed is not None and step.completed + _QUIET > time:
                return
            yield from self._over(step)

    def close(self) -> Iterator[BuildEvent]:
        """Yield what is left to tell when the build ends: sources that are done, lines without an end."""
        for step in [*self._waiting.values(), *self._unneeded.values()]:
            yield from self._over(step)
        for step in self._steps.values():
            yield from _batches(step.digest, list(step.log.rest()))

    def step(self, digest: str) -> Step | None:
        """Return a step that has begun."""
        step = self._steps.get(digest)
        return step if step and step.told else None

    def culprit(self, kind: str) -> Step | None:
        """Return the step to blame when a build is stopped from outside: the one that runs longest, or printed last."""
        if kind == "output_limit" and self._talker is not None:
            return self._talker
        running = list(self._running.values())
        theirs = next((s for s in running if s.place is not None), None)
        return theirs or next(iter(running), None) or self._last

    def cause(self, words: str) -> Step | None:
        """Return the failed step that a message speaks of."""
        quoted = (s for s in self.failed if s.error in words or words in s.error)
        return next(quoted, next(iter(self.failed), None))

    def stop(self, step: Step) -> Iterator[BuildEvent]:
        """Yield that a step failed, if it is not over."""
        if not step.is_over and step.told is not None:
            self._leave(step)
            step.is_over = True
            yield StepFailed(step.digest, max(step.at, self._clock.now()))

    def _begin(self, step: Step, started: float | None) -> Iterator[BuildEvent]:
        needed = [self._waiting[i] for i in step.inputs if i in self._waiting]
        for done in [*needed, *self._unneeded.values()]:
            yield from self._over(done)
        self._begun.update(step.inputs)
        step.at, step.told = self._clock.at(started), _told(step)
        self._running[step.digest] = step
        if step.place is not None or self._last is None:
            self._last = step
        yield StepStarted(step.told, step.at)
        others = self._sharing.others(step.digest) if step.place is not None else ()
        if others:
            yield StepShared(step.digest, others)

    def _talks(self, step: Step) -> None:
        """Remember who printed last; what another one printed before its end is no longer needed."""
        last = self._talker
        if last is not None and last is not step and last.is_over and not last.error:
            last.log = StepLog()
        self._talker = step

    def _go_on(self, step: Step) -> None:
        self._leave(step)
        self._running[step.digest] = step

    def _leave(self, step: Step) -> None:
        for group in (self._running, self._waiting, self._unneeded):
            group.pop(step.digest, None)

    def _complete(self, step: Step, vertex: Vertex) -> Iterator[BuildEvent]:
        times = (vertex.started, vertex.completed)
        if times != step.counted:
            step.counted = times
            step.seconds += self._clock.span(*times)
        step.completed, step.is_cached = vertex.completed, vertex.cached
        self._leave(step)
        if step.inputs or step.digest in self._begun:
            yield from self._over(step)
        else:
            group = self._waiting if step.digest in self._needed else self._unneeded
            group[step.digest] = step

    def _over(self, step: Step) -> Iterator[BuildEvent]:
        self._leave(step)
        step.is_over = True
        yield from _batches(step.digest, list(step.log.rest()))
        self.given_up = given_up(step.log.tail) or self.given_up
        at = max(step.at, self._clock.at(step.completed))
        # A base image that is here already counts as cached; engines say so or not, by version and image store.
        cached = step.is_cached or (step.is_base and not step.has_fetched)
        yield StepCached(step.digest, at) if cached else StepDone(step.digest, at, step.seconds)
        if step is not self._talker:
            step.log = StepLog()

    def _fail(self, step: Step, vertex: Vertex) -> Iterator[BuildEvent]:
        if not step.error and len(self.failed) < 100:
            step.error = shortened(vertex.error)
            self.failed.append(step)
        if not step.is_over:
            self._leave(step)
            step.is_over = True
            yield from _batches(step.digest, list(step.log.rest()))
            yield StepFailed(step.digest, max(step.at, self._clock.at(vertex.completed)))


def _told(step: Step) -> BuildStep:
    """Return what is told of a step; the second half of a `COPY --link` is the engine's own."""
    counted = counted_name(step.name)
    if step.place is None or (counted and counted.is_link):
        return BuildStep(
            step.digest, clean_line(step.name, 200) or "a step without a name", "", None, step.inputs
        )
    return at_place(step.digest, step.place, step.inputs)


def at_place(identifier: str, place: Place, inputs: tuple[str, ...] = ()) -> BuildStep:
    """Return a step that stands for a place in the file."""
    stage = place.stage
    return BuildStep(
        id=identifier,
        name=place.text,
        stage=stage.label if stage else "",
        line=place.line,
        inputs=inputs,
        stage_index=stage.index if stage else None,
        end_line=place.end_line,
    )


def _batches(digest: str, lines: list[str]) -> Iterator[BuildEvent]:
    for at in range(0, len(lines), _BATCH):
        yield LogLines(digest, tuple(lines[at : at + _BATCH]))

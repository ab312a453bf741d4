"""What is known of the running builds, folded from their events; knows no screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from tutor.attempt import AttemptEvent, BuildProgress, PhaseProgress, PhaseStarted
from tutor.engine import build_events
from tutor.model.stage_graph import StageGraph
from tutor.tui.build_logs import StepLogs

LONGEST = 1_000_000.0
"""Seconds beyond which a time is not believed."""


@dataclass
class StepRow:
    """One step as the panel shows it."""

    step: build_events.BuildStep
    began: float
    """Seconds since the build began, on the engine's clock."""
    state: str = "running"
    """`running`, `done`, `cached`, `failed`, or `stopped` if the build ended first."""
    ended: float | None = None
    seconds: float | None = None
    """How long it ran; None while it runs and if it came from the cache."""
    shared: tuple[tuple[int, int], ...] = ()
    """(stage index, line) of the other places where the step stands."""

    @cached_property
    def is_engines_own(self) -> bool:
        """Return whether it stands for no instruction; older decoders name the stage only by its label."""
        step = self.step
        return step.is_engines_own and not step.stage and step.line is None


@dataclass
class ImageBuild:
    """One of the two builds."""

    rows: dict[str, StepRow] = field(default_factory=dict)
    graph: StageGraph | None = None
    logs: StepLogs = field(default_factory=StepLogs)
    transfers: dict[tuple[str, str], build_events.Progress] = field(default_factory=dict)
    """Bytes that move, by step and label; empty when nothing moves."""
    warnings: list[build_events.BuildWarning] = field(default_factory=list)
    notices: list[build_events.BuildNotice] = field(default_factory=list)
    seconds: float | None = None
    failure: build_events.BuildFailure | None = None
    stopped: bool = False
    """The attempt ended before the engine had the last word."""
    _at: float = 0.0
    _read: float = 0.0

    @property
    def ended(self) -> bool:
        """Return whether nothing runs any more."""
        return self.seconds is not None or self.failure is not None or self.stopped

    @property
    def instructions(self) -> list[StepRow]:
        """Return the steps that stand for an instruction of the file."""
        return [row for row in self.rows.values() if not row.is_engines_own]

    def clock(self, now: float) -> float:
        """Return the seconds since the build began; it stands still when the build has ended."""
        return self._at if self.ended else self._at + max(now - self._read, 0.0)

    def apply(self, event: build_events.BuildEvent, now: float) -> None:
        """Take in one event at the panel's clock `now`."""
        match event:
            case build_events.LogLines():
                self.logs.add(event.step_id, event.lines)
            case build_events.StepStarted():
                self._start(event.step, self._moment(event.at, now))
            case build_events.StepCached():
                self._settle(event.step_id, "cached", self._moment(event.at, now), None)
            case build_events.StepDone():
                self._settle(event.step_id, "done", self._moment(event.at, now), believed(event.seconds))
            case build_events.StepFailed():
                self._fail(event.step_id, self._moment(event.at, now))
            case build_events.StepShared() if event.step_id in self.rows:
                self.rows[event.step_id].shared = event.places
            case build_events.Progress():
                self._move(event)
            case build_events.GraphKnown():
                self.graph = event.graph
            case build_events.BuildWarning():
                self.warnings.append(event)
            case build_events.BuildNotice():
                self.notices.append(event)
            case build_events.ImageBuilt():
                self._close("done", now)
                self.seconds = believed(event.seconds)
            case build_events.BuildFailed():
                self._close("stopped", now)
                self.failure = event.failure

    def stop(self, now: float) -> None:
        """Mark what still runs as stopped: the attempt is over."""
        self._close("stopped", now)
        self.stopped = True

    def _moment(self, at: float, now: float) -> float:
        self._at, self._read = max(self._at, believed(at)), now
        return believed(at)

    def _start(self, step: build_events.BuildStep, at: float) -> None:
        before = self.rows.get(step.id)
        self._forget_transfers("")
        self.rows[step.id] = StepRow(step, at, shared=before.shared if before else ())

    def _fail(self, step_id: str, at: float) -> None:
        row = self.rows.get(step_id)
        if row is not None:
            self._settle(step_id, "failed", at, max(at - row.began, 0.0))

    def _settle(self, step_id: str, state: str, at: float, seconds: float | None) -> None:
        row = self.rows.get(step_id)
        if row is not None:
            row.state, row.ended, row.seconds = state, max(at, row.began), seconds
        self._forget_transfers(step_id)

    def _move(self, progress: build_events.Progress) -> None:
        """Keep what is done in the sum, until nothing moves any more."""
        self.transfers[(progress.step_id, progress.label)] = progress
        if progress.done and all(p.done for p in self.transfers.values()):
            self.transfers.clear()

    def _forget_transfers(self, step_id: str) -> None:
        for key in [key for key in self.transfers if key[0] == step_id]:
            del self.transfers[key]

    def _close(self, state: str, now: float) -> None:
        self._at, self._read = self.clock(now), now
        self.transfers.clear()
        for row in self.rows.values():
            if row.state == "running":
                row.state, row.ended, row.seconds = state, self._at, max(self._at - row.began, 0.0)


PHASES = {
    "read": "Reading the Dockerfile",
    "bases": "Getting the base images",
    "services": "Starting the lab's own servers",
    "build": "Building your image",
    "traditional": "Building the traditional image to compare with",
    "reference": "Building the reference solution to compare with",
    "trial": "Building again, to see what a change costs",
    "inspect": "Reading the image's layers",
    "run": "Starting the container",
}


@dataclass
class BuildState:
    """Both builds and the phase that the attempt is in."""

    images: dict[str, ImageBuild] = field(default_factory=dict)
    phase: str = ""
    note: str = ""
    """What the phase has to say now, such as how much of a base image has arrived."""

    def apply(self, event: AttemptEvent, now: float) -> None:
        """Take in one event at the panel's clock `now`."""
        if isinstance(event, BuildProgress):
            self.images.setdefault(event.image, ImageBuild()).apply(event.event, now)
        elif isinstance(event, PhaseStarted):
            self.phase, self.note = PHASES.get(event.phase, event.phase), event.note
        elif isinstance(event, PhaseProgress):
            self.note = event.note

    def end(self, now: float) -> None:
        """Mark what still runs as stopped: the attempt is over."""
        self.phase = self.note = ""
        for image in self.images.values():
            if not image.ended:
                image.stop(now)

    def steps(self) -> Iterator[tuple[tuple[str, str], StepRow]]:
        """Yield ((image, step id), row) of all steps of both builds."""
        for name, image in self.images.items():
            for step_id, row in image.rows.items():
                yield (name, step_id), row


def believed(seconds: float) -> float:
    """Return a time as one that can be drawn: not negative, not endless, a number."""
    return min(LONGEST, max(0.0, seconds))

"""What is known of the running builds, folded from their events; knows no screen."""

from __future__ import annotations

from dataclasses import dataclass, field

from tutor.attempt import AttemptEvent, BuildProgress, PhaseProgress, PhaseStarted
from tutor.engine import port


@dataclass
class StepRow:
    """One step as the panel shows it."""

    step: port.BuildStep
    state: str
    """`running`, `done`, `cached`, `failed`, or `stopped` if the build ended first."""
    began: float
    """The panel's clock when it started."""
    seconds: float | None = None


@dataclass
class ImageBuild:
    """One of the two builds."""

    rows: dict[str, StepRow] = field(default_factory=dict)
    progress: port.Progress | None = None
    seconds: float | None = None
    failure: port.BuildFailure | None = None

    @property
    def ended(self) -> bool:
        """Return whether the engine has said the last word."""
        return self.seconds is not None or self.failure is not None

    @property
    def cached(self) -> int:
        """Return how many steps came from the cache."""
        return sum(row.state == "cached" for row in self.rows.values())


PHASES = {
    "read": "Reading the Dockerfile",
    "bases": "Getting the base images",
    "build": "Building your image",
    "traditional": "Building the traditional image to compare with",
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
        if isinstance(event, PhaseStarted):
            self.phase, self.note = PHASES.get(event.phase, event.phase), event.note
        elif isinstance(event, PhaseProgress):
            self.note = event.note
        elif isinstance(event, BuildProgress):
            self._apply_build(self.images.setdefault(event.image, ImageBuild()), event.event, now)

    def end(self, now: float) -> None:
        """Mark what still runs as stopped: the attempt is over."""
        self.phase = self.note = ""
        for image in self.images.values():
            image.progress = None
            _close(image, "stopped", now)

    def _apply_build(self, image: ImageBuild, event: port.BuildEvent, now: float) -> None:
        if isinstance(event, port.StepStarted):
            image.rows[event.step.id] = StepRow(event.step, "running", now)
        elif isinstance(event, port.StepCached):
            _settle(image, event.step_id, "cached", None)
        elif isinstance(event, port.StepDone):
            _settle(image, event.step_id, "done", event.seconds)
        elif isinstance(event, port.StepFailed):
            _settle(image, event.step_id, "failed", None, now)
        elif isinstance(event, port.Progress):
            image.progress = event
        elif isinstance(event, port.ImageBuilt):
            image.seconds, image.progress = event.seconds, None
            _close(image, "done", now)
        elif isinstance(event, port.BuildFailed):
            image.failure, image.progress = event.failure, None
            _close(image, "stopped", now)


def _settle(
    image: ImageBuild, step_id: str, state: str, seconds: float | None, now: float | None = None
) -> None:
    row = image.rows.get(step_id)
    if row is not None:
        row.state = state
        row.seconds = now - row.began if now is not None else seconds


def _close(image: ImageBuild, state: str, now: float) -> None:
    for row in image.rows.values():
        if row.state == "running":
            row.state, row.seconds = state, now - row.began

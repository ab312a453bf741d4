"""The events of a build, on whatever engine."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.model.stage_graph import StageGraph


@dataclass(frozen=True)
class BuildStep:
    """One step of a build (a vertex in BuildKit's words)."""

    id: str
    """Unique in the build."""
    name: str
    """The instruction's text; for steps of the engine's own, what it does."""
    stage: str
    """The stage's label; empty for steps of the engine's own."""
    line: int | None
    """The first line of its instruction in the learner's file."""
    inputs: tuple[str, ...] = ()
    """Ids of the steps that must be done before."""
    stage_index: int | None = None
    """Which stage of the file, from 0; None for steps of the engine's own."""
    end_line: int | None = None
    """The last line of its instruction."""

    @property
    def is_engines_own(self) -> bool:
        """Return whether it stands for no instruction: loading the context, asking a registry, exporting the image."""
        return self.stage_index is None


@dataclass(frozen=True)
class GraphKnown:
    """The stages of the file and which of them this build needs; comes before any step."""

    graph: StageGraph


@dataclass(frozen=True)
class StepShared:
    """A step that stands in other stages, too: the engine runs it once for all of them."""

    step_id: str
    places: tuple[tuple[int, int], ...]
    """(stage index, line) of each other place."""


@dataclass(frozen=True)
class BuildWarning:
    """Advice of the engine about the file; never a reason to fail."""

    message: str
    detail: str = ""
    url: str = ""
    line: int | None = None
    end_line: int | None = None


@dataclass(frozen=True)
class BuildNotice:
    """Something about this engine that the learner should know, said once: it has no BuildKit, for example."""

    text: str


@dataclass(frozen=True)
class StepStarted:
    """A step begins; `at` is seconds since the build began."""

    step: BuildStep
    at: float


@dataclass(frozen=True)
class StepCached:
    """A step was taken from the cache."""

    step_id: str
    at: float


@dataclass(frozen=True)
class StepDone:
    """A step ended well."""

    step_id: str
    at: float
    seconds: float


@dataclass(frozen=True)
class StepFailed:
    """A step failed; the reason follows in `BuildFailed`."""

    step_id: str
    at: float


@dataclass(frozen=True)
class LogLines:
    """Output of a step, harmless text, in batches."""

    step_id: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """Bytes moved: a pull, a context. `total` is None if unknown; the last one of a label has `done` set."""

    label: str
    current: int
    total: int | None
    step_id: str = ""
    """The step that moves them, empty if unknown."""
    done: bool = False


@dataclass(frozen=True)
class ImageBuilt:
    """The build ended with an image."""

    image_id: str
    seconds: float


@dataclass(frozen=True)
class BuildFailure:
    """Why a build ended without an image."""

    kind: str
    """One of `FAILURE_KINDS`."""
    message: str
    """The engine's own words, harmless text."""
    step: BuildStep | None = None
    exit_code: int | None = None
    log_tail: tuple[str, ...] = ()
    """The last lines that the failing step printed."""
    seconds: float = 0.0


LEARNERS = frozenset(
    {"run_failed", "missing_file", "missing_image", "parse", "time_limit", "output_limit", "other"}
)
"""Failure kinds that speak of the Dockerfile."""
OURS = frozenset(
    {
        *("registry_unreachable", "rate_limit", "network_failed"),
        *("disk_full", "engine_lost", "engine_trouble", "cancelled"),
    }
)
"""Failure kinds that the learner cannot mend in the Dockerfile."""
FAILURE_KINDS = LEARNERS | OURS


@dataclass(frozen=True)
class BuildFailed:
    """The build ended without an image."""

    failure: BuildFailure


BuildEvent = (
    GraphKnown
    | StepStarted
    | StepShared
    | StepCached
    | StepDone
    | StepFailed
    | LogLines
    | Progress
    | BuildWarning
    | BuildNotice
    | ImageBuilt
    | BuildFailed
)

"""What happens in an attempt, in the order it happens."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.engine.build_events import BuildEvent
from tutor.model.outcome import Diagnosis, Outcome, Sizes, Verdict
from tutor.model.xray import Origin, XRay


@dataclass(frozen=True)
class AttemptStarted:
    """The attempt begins; `checks` are (id, title) in the order they will answer."""

    lab_id: str
    checks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PhaseStarted:
    """A phase begins: `read`, `bases`, `services`, `build`, `traditional`, `reference`, `inspect`, `run`, `trial`."""

    phase: str
    note: str = ""


@dataclass(frozen=True)
class PhaseProgress:
    """How far a phase is, as one short line; the next one takes its place."""

    phase: str
    note: str


@dataclass(frozen=True)
class BuildProgress:
    """An event of one of the builds."""

    image: str
    """`yours`, `traditional` or `reference`."""
    event: BuildEvent


@dataclass(frozen=True)
class CheckDone:
    """A check has answered."""

    outcome: Outcome


@dataclass(frozen=True)
class SizesKnown:
    """A size was measured; what is not known yet is None."""

    sizes: Sizes


@dataclass(frozen=True)
class LayersKnown:
    """The layers of the learner's image with their sizes, from the bottom, before their files are read."""

    layers: tuple[tuple[Origin, int], ...]


@dataclass(frozen=True)
class ImageSeen:
    """An image was seen through, file by file; a later one of the same image takes its place."""

    image: str
    """`yours` or `traditional`."""
    xray: XRay


@dataclass(frozen=True)
class ImageUnseen:
    """An image could not be seen through; the verdict does not depend on it."""

    image: str
    """`yours` or `traditional`."""
    reason: str
    """What went wrong, one harmless line."""


@dataclass(frozen=True)
class Diagnosed:
    """The one explanation of this attempt."""

    diagnosis: Diagnosis


@dataclass(frozen=True)
class Finished:
    """The verdict, also after cancel and trouble; only `ImageSeen` and `ImageUnseen` may follow."""

    verdict: Verdict


AttemptEvent = (
    AttemptStarted
    | PhaseStarted
    | PhaseProgress
    | BuildProgress
    | CheckDone
    | SizesKnown
    | LayersKnown
    | ImageSeen
    | ImageUnseen
    | Diagnosed
    | Finished
)

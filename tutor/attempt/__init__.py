"""One attempt at a lab: read, build, inspect, run, check, diagnose, record."""

from tutor.attempt.events import (
    AttemptEvent,
    AttemptStarted,
    BuildProgress,
    CheckDone,
    Diagnosed,
    Finished,
    ImageSeen,
    ImageUnseen,
    LayersKnown,
    PhaseProgress,
    PhaseStarted,
    SizesKnown,
)
from tutor.attempt.story import attempt

__all__ = [
    "AttemptEvent",
    "AttemptStarted",
    "BuildProgress",
    "CheckDone",
    "Diagnosed",
    "Finished",
    "ImageSeen",
    "ImageUnseen",
    "LayersKnown",
    "PhaseProgress",
    "PhaseStarted",
    "SizesKnown",
    "attempt",
]

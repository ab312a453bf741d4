"""What the screens say about the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.errors import TutorError
from tutor.safe_text import clean_line

if TYPE_CHECKING:
    from tutor.engine.port import EngineInfo


@dataclass(frozen=True)
class EngineState:
    """The engine as the learner sees it."""

    kind: str
    """`looking`, `starting`, `ready` or `none`."""
    label: str
    """A few words for the header."""
    message: str = ""
    """Why there is none, in a sentence."""
    fix: str = ""

    @property
    def symbol(self) -> str:
        """Return a sign that tells the state without colour."""
        return {"ready": "●", "none": "○"}.get(self.kind, "◌")


LOOKING = EngineState("looking", "looking for an engine")


def starting(note: str = "") -> EngineState:
    """Return the state while a private engine starts; `note` is its latest line."""
    return EngineState("starting", clean_line(note, 60) or "starting an engine")


def ready(info: EngineInfo) -> EngineState:
    """Return the state of an engine that answers."""
    version = ".".join(info.version.split(".")[:2])
    return EngineState("ready", clean_line(f"{info.name} {version} - ready", 40))


def missing(error: TutorError) -> EngineState:
    """Return the state when no engine answers."""
    return EngineState("none", "no engine", error.message, error.fix)

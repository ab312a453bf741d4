"""What happens while a base image is made present."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BaseNote:
    """One sentence on what is going on; harmless text."""

    text: str


@dataclass(frozen=True)
class BaseProgress:
    """Bytes moved; `total` is None if unknown."""

    label: str
    current: int
    total: int | None = None


@dataclass(frozen=True)
class BaseReady:
    """The image is in the engine."""

    reference: str
    stand_in: bool
    """Whether it is a local stand-in, not the official image."""


BaseEvent = BaseNote | BaseProgress | BaseReady

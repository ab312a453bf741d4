"""What is known of an image before its layers are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class HistoryStep:
    """One line of an image's history, as the engine tells it."""

    created_by: str
    """The engine's own words for the instruction, harmless text."""
    size: int
    created: int = 0
    """Seconds since 1970."""
    by_buildkit: bool = False


@dataclass(frozen=True)
class QuickLayer:
    """One layer as far as it can be told without reading it."""

    diff_id: str
    created_by: str = ""
    """The instruction that made it; empty if the history is not clear."""
    size: int | None = None
    """Bytes by our definition of size; None if it is not certain."""
    at_least: int | None = None
    """A lower bound, short by no more than the targets of symbolic links; None if the engine counts in another way."""
    from_end: int | None = None
    """How many of the learner's instructions follow."""
    created: int = 0
    """Seconds since 1970; 0 if unknown."""
    folder: str = "/"
    """The working folder of the instruction, as far as the history tells."""


@dataclass(frozen=True)
class PathFact:
    """What stands at a path of the effective file system."""

    kind: str
    """`file`, `dir`, `symlink` or `other`."""
    size: int
    """Bytes of a regular file's content; 0 for the others."""
    mode: int
    """The permissions, with the set-id and sticky bits."""
    link: str = ""
    """Where a symbolic link leads to, as an absolute path in the container."""


@dataclass(frozen=True)
class QuickFacts:
    """What is known of an image before its layers are read."""

    image_id: str
    size: int | None
    """The image size by our definition; None if it is not certain."""
    at_least: int | None
    """A lower bound, short by no more than the targets of symbolic links; None if the engine counts in another way."""
    layers: tuple[QuickLayer, ...]
    paths: Mapping[str, PathFact | None]
    """What stands at each path that was asked for, None for nothing; a path that cannot be told is left out."""

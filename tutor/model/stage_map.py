"""The stages of a file as a map to look at: what each begins with, what it takes from where, and what ships."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["stage", "image", "empty", "itself", "later", "unknown", "missing"]
"""What a source is; the last four are mistakes: the stage itself, one further down, no stage at all, and no word."""
Role = Literal["ships", "below", "helps", "unused"]
"""Of a stage: it becomes the image, the image begins with it, it is built and stays behind, it is not built."""


@dataclass(frozen=True)
class Source:
    """Where a stage begins, or takes files from."""

    kind: Kind
    name: str
    """What people call it; harmless text."""
    stage: int | None = None
    """Index of the stage above, if it is one."""

    @property
    def exists(self) -> bool:
        """Return whether an engine would find it, as far as the file tells."""
        return self.kind in ("stage", "image", "empty")


@dataclass(frozen=True)
class Supply:
    """One instruction that puts something into a stage."""

    line: int
    words: str
    """What arrives: paths, or a command. Harmless text."""
    source: Source | None = None
    """None for what comes from the project or is made in the stage."""
    is_path: bool = False
    """Whether the end of the words tells more than their start."""
    size: int | None = None
    """Bytes that it added to the image, once that was measured."""


@dataclass(frozen=True)
class StageBox:
    """One stage."""

    index: int
    label: str
    line: int
    """Where its FROM stands."""
    base: Source
    role: Role
    why: str = ""
    """Why it is not built; empty if it is."""
    supplies: tuple[Supply, ...] = ()
    base_size: int | None = None
    """Bytes of the base image, if they ship and were measured."""


@dataclass(frozen=True)
class StageMap:
    """All stages in file order, with what was measured of the image."""

    boxes: tuple[StageBox, ...] = ()
    left_out: int = 0
    """Stages above these that a drawing has no room for."""
    notes: tuple[tuple[int, str], ...] = ()
    """(line, what of it could not be drawn, and why), in file order."""
    image_size: int | None = None
    """Bytes of the image, its base included."""
    base_size: int | None = None
    """Bytes of what the image begins with."""
    is_of_this_text: bool = True
    """Whether the sizes were measured of exactly this text."""

    @property
    def has_sizes(self) -> bool:
        """Return whether anything has a size."""
        return any(b.base_size is not None or any(s.size is not None for s in b.supplies) for b in self.boxes)

"""What a pack may hold: how much, how many, how deep, and which kinds of files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tutor.content.problems import shown
from tutor.errors import ContentProblem

FIX = "Nothing was installed. Ask the pack's author to correct it."


@dataclass(frozen=True)
class Bounds:
    """The most that is taken from a stranger."""

    total: int = 200_000_000
    """Bytes of all files."""
    file: int = 50_000_000
    """Bytes of one file."""
    files: int = 20_000
    """Files, folders and links together."""
    depth: int = 24
    """Folders in each other."""


class Budget:
    """Counts what a pack holds, and refuses it as soon as that is too much."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._files = self._total = 0

    def add(self, path: str, size: int) -> None:
        """Count one file, folder or link, by its path in the pack; raises `ContentProblem`."""
        self._files += 1
        self._total += size
        bounds = self._bounds
        if not path.isprintable():
            raise refused(path, "has a name that cannot be shown; rename it")
        if size > bounds.file:
            raise refused(path, f"is larger than {bounds.file:,} bytes")
        if path.count("/") >= bounds.depth:
            raise refused(path, f"lies more than {bounds.depth} folders deep")
        if self._files > bounds.files:
            raise ContentProblem(f"The pack holds more than {bounds.files:,} files.", FIX)
        if self._total > bounds.total:
            raise ContentProblem(f"The pack holds more than {bounds.total:,} bytes.", FIX)


def refused(path: str | Path, why: str) -> ContentProblem:
    """Return the error that a file of a pack is refused with."""
    return ContentProblem(f"The pack's {shown(path)} {why}.", FIX)

"""The sizes that were recorded in a lab's folder, read without trust in the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

NAME = "sizes.json"
_LIMIT = 1_000_000
"""Bytes of the file that are read at most."""


@dataclass(frozen=True)
class SizesRecord:
    """Bytes of each image; empty where nothing was recorded."""

    solutions: Mapping[str, int] = field(default_factory=dict)
    mistakes: Mapping[str, int] = field(default_factory=dict)
    traditional: int | None = None
    start: int | None = None
    trouble: str = ""
    """Why the file could not be read."""


def read_sizes(folder: Path) -> SizesRecord:
    """Return what is recorded; a lab without a record has an empty one."""
    path = folder / NAME
    if not path.exists() and not path.is_symlink():
        return SizesRecord()
    try:
        if not path.is_file() or path.is_symlink() or path.stat().st_size > _LIMIT:
            return SizesRecord(trouble="is no plain file of a sensible size")
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return SizesRecord(trouble="is no JSON")
    if not isinstance(found, dict):
        return SizesRecord(trouble="is no JSON object")
    return SizesRecord(
        _sizes(found.get("solutions")),
        _sizes(found.get("mistakes")),
        _size(found.get("traditional")),
        _size(found.get("start")),
    )


def _sizes(value: object) -> dict[str, int]:
    pairs = value.items() if isinstance(value, dict) else ()
    return {str(name): size for name, found in pairs if (size := _size(found)) is not None}


def _size(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None

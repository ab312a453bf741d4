"""JSON that anybody may have written: what is not of the expected shape is nothing."""

from __future__ import annotations

import json
from typing import Any

from tutor.engine.bad_archive import BadArchive

_MOST_VALUES = 200_000


def parsed(data: bytes) -> object:
    """Return what a document holds, None for what is none.

    Raises `BadArchive` for more values than any manifest has, whose objects would fill the memory.
    """
    if sum(map(data.count, (b",", b"[", b"{"))) > _MOST_VALUES:
        raise BadArchive("its manifests are larger than any image needs")
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def as_dict(value: object) -> dict[str, Any]:
    """Return an object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """Return a list, an empty one for anything else."""
    return value if isinstance(value, list) else []

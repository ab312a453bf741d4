"""JSON out of an image: any bytes, any shape."""

from __future__ import annotations

import json
from typing import Any


def json_object(text: bytes) -> dict[str, Any]:
    """Return the object that `text` holds; an empty one if it holds anything else."""
    try:
        return mapping(json.loads(text))
    except (ValueError, RecursionError):
        return {}


def mapping(value: object) -> dict[str, Any]:
    """Return `value` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def string(value: object) -> str:
    """Return `value` if it is a text, else an empty one."""
    return value if isinstance(value, str) else ""

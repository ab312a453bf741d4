"""Why an engine's own number for an image is another one than the image size."""

from __future__ import annotations

from tutor.model.xray import XRay
from tutor.safe_text import megabytes


def engine_words(xray: XRay) -> str:
    """Return one sentence on the engine's number; empty if there is none, or people would read the same one."""
    theirs = megabytes(xray.engine_size)
    if xray.engine_size is None or theirs == megabytes(xray.size):
        return ""
    return f"The engine itself says {theirs}: it counts what it stores, the tutor counts the files of all layers."

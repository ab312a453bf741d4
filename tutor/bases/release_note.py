"""The text in `/etc/standin-release`: what the image is, and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

RELEASE_NOTE = "etc/standin-release"
"""Where it lies, relative to the root."""


def release_note(reference: str, packages: Mapping[str, Path]) -> bytes:
    """Return the text that says what this is and what it is made of."""
    parts = sorted({unquote(path.stem) for path in packages.values()})
    lines = [f"Local stand-in for {reference}; not the official image.", "Made of:", *parts]
    return ("\n".join(lines) + "\n").encode()

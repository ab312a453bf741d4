"""What a drawing is made of: pieces of text, each with the role that decides its colour."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Part(NamedTuple):
    """A piece of a line."""

    text: str
    """Harmless."""
    role: str = ""
    """A `Role` of a stage for its frame, `name`, `root`, `size`, `quiet`, `wrong`, or `lane` and its number; shape and words tell the same."""


Line = tuple[Part, ...]
"""One line of a drawing, without a line feed."""


def text_of(line: Iterable[Part]) -> str:
    """Return a line without its roles."""
    return "".join(part.text for part in line)

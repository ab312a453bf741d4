"""The characters that a drawing is made of: boxes of three kinds, lanes and arrows; as blocks or in ASCII."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.model.stage_map import Role


@dataclass(frozen=True)
class Frame:
    """The border of a box."""

    across: str
    down: str
    corners: str
    """Top left, top right, bottom left, bottom right."""
    joint: str
    """In place of the bottom right corner, where a lane begins."""
    outlet: str
    """In the bottom border, where the image comes out."""


@dataclass(frozen=True)
class Strokes:
    """One set of characters, each of one column."""

    frames: dict[Role, Frame]
    across: str = "─"
    down: str = "│"
    begin: str = "╮"
    branch: str = "┤"
    end: str = "╯"
    left: str = "◀"
    below: str = "▼"
    ellipsis: str = "…"


_HEAVY = Frame("━", "┃", "┏┓┗┛", "┻", "┳")
BLOCKS = Strokes(
    {
        "ships": _HEAVY,
        "below": _HEAVY,
        "helps": Frame("─", "│", "┌┐└┘", "┴", "┬"),
        "unused": Frame("╌", "╎", "┌┐└┘", "┴", "┬"),
    }
)
"""For terminals that show box characters: nearly all."""
_HASHES = Frame("=", "#", "####", "#", "#")
PLAIN = Strokes(
    {
        "ships": _HASHES,
        "below": _HASHES,
        "helps": Frame("-", "|", "++++", "+", "+"),
        "unused": Frame(".", ":", "....", ".", "."),
    },
    *"-|++/<v~",
)
"""ASCII only."""

"""The rows that a box is made of; each draws itself in the width of the boxes and knows which arrows touch it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tutor.cells import width_of
from tutor.dockerfile.diagram.fitting import head, padded, tail
from tutor.dockerfile.diagram.lanes import Key, Stop
from tutor.dockerfile.diagram.parts import Part
from tutor.dockerfile.diagram.strokes import Strokes
from tutor.model.stage_map import Source, StageBox, Supply
from tutor.safe_text import megabytes

_STATUS = {
    "ships": ("ships", "ships"),
    "below": ("ships, too", "ships, too"),
    "helps": ("stays behind", "stays"),
    "unused": ("not built", "unused"),
}
"""What becomes of a stage, in words and in fewer where its name is long."""
_MARGIN = "  "


@dataclass(frozen=True)
class Paper:
    """What rows are drawn on."""

    width: int
    """Columns of a box, borders included."""
    strokes: Strokes
    laned: frozenset[Key]
    """What has a lane; what has none is named where it arrives."""
    whole: int
    """Columns of the drawing, for rows where no lane runs."""
    most_lanes: int


class Row(Protocol):
    """One row, as wide as a box."""

    @property
    def stop(self) -> Stop:
        """Return the arrows that touch it."""

    def parts(self, paper: Paper) -> tuple[Part, ...]:
        """Return it in exactly `paper.width` columns, or more where no lane runs."""


def key_of(source: Source | None) -> Key | None:
    """Return what gives the files of a source a lane; None if nothing does."""
    if source is None or source.kind not in ("stage", "image"):
        return None
    return ("stage", str(source.stage)) if source.kind == "stage" else ("image", source.name.lower())


@dataclass(frozen=True)
class Root:
    """Above a box: what its stage begins with."""

    box: StageBox

    @property
    def stop(self) -> Stop:
        """Return an arrow from the stage above, if it begins with one."""
        return Stop(takes=key_of(self.box.base) if self.box.base.kind == "stage" else None)

    def parts(self, paper: Paper) -> tuple[Part, ...]:
        """Return a name, and its size or the arrow."""
        base, strokes = self.box.base, paper.strokes
        room = paper.width - 4
        if self.stop.takes in paper.laned:
            name = head(base.name, room - 3, strokes.ellipsis)
            arrow = f" {strokes.left}".ljust(paper.width - 2 - width_of(name), strokes.across)
            return (Part(_MARGIN), Part(name, "root"), Part(arrow, "lane"))
        size = megabytes(self.box.base_size) if self.box.base_size is not None else ""
        role = "root" if base.exists else "wrong"
        return (Part(_MARGIN), *_columns(_begins(base), role, size, room, paper.strokes), Part(_MARGIN))


def _begins(base: Source) -> str:
    if base.kind == "missing":
        return "? no image yet"
    return f"{base.name}: empty" if base.kind == "empty" else base.name


@dataclass(frozen=True)
class Top:
    """The upper border, with the line of the FROM."""

    box: StageBox
    stop = Stop()

    def parts(self, paper: Paper) -> tuple[Part, ...]:
        """Return the border."""
        frame, strokes = paper.strokes.frames[self.box.role], paper.strokes
        line = f" line {self.box.line} "
        room = paper.width - 5 - len(line)
        border = f"{frame.corners[0]}{frame.across}{strokes.below}" + frame.across * max(room, 0)
        end = frame.across + frame.corners[1]
        return (Part(border, self.box.role), Part(line, "quiet"), Part(end, self.box.role))


@dataclass(frozen=True)
class Title:
    """The name of a stage, and what becomes of it."""

    box: StageBox
    stop = Stop()

    def parts(self, paper: Paper) -> tuple[Part, ...]:
        """Return both in a row of the box."""
        room, (long, short) = paper.width - 4, _STATUS[self.box.role]
        status = long if width_of(self.box.label) + 1 + len(long) <= room else short
        inner = _columns(self.box.label, "name", status, room, paper.strokes, self.box.role)
        return _framed(self.box, inner, paper)


@dataclass(frozen=True)
class Words:
    """A row of a box that only tells."""

    box: StageBox
    text: str
    stop = Stop()

    def parts(self, paper: Paper) -> tuple[Part, ...]:
        """Return the text in a row of the box."""
        room = paper.width - 4
        text = padded(head(self.text, room, paper.strokes.ellipsis), room)
        return _framed(self.box, (Part(text, "quiet"),), paper)


@dataclass(frozen=True)
class Goods:
    """What one instruction brings into a stage."""

    box: StageBox
    supply: Supply

    @property
    def stop(self) -> Stop:
        """Return the arrow that brings it."""
        return Stop(takes=key_of(self.supply.source))

    def parts(self, paper: Paper) -> tuple[Part, ...]:
        """Return what arrives, with its size, and by its name what no arrow leads to."""
        supply, room = self.supply, paper.width - 4
        size = megabytes(supply.size) if supply.size is not None else ""
        before, role = self._from(paper, room * 2 // 3)
        left = room - width_of(before) - (width_of(size) + 1 if size else 0)
        shorten = tail if supply.is_path else head
        words = shorten(supply.words, left, paper.strokes.ellipsis)
        gap = " " * (room - width_of(before) - width_of(words) - width_of(size))
        ships = self.box.role in ("ships", "below")
        inner = (Part(before, role), Part(words, "" if ships else "quiet"), Part(gap), Part(size, "size"))
        return _framed(self.box, inner, paper)

    def _from(self, paper: Paper, room: int) -> tuple[str, str]:
        """Return the name of what no arrow comes from, and its role."""
        source = self.supply.source
        if source is None or self.stop.takes in paper.laned:
            return "", ""
        sign, role = ("", "root") if source.exists else ("? ", "wrong")
        return f"{sign}{head(source.name, room - len(sign) - 2, paper.strokes.ellipsis)}: ", role


@dataclass(frozen=True)
class Bottom:
    """The lower border, with the lane that begins here or the way to the image."""

    box: StageBox

    @property
    def stop(self) -> Stop:
        """Return the lane of the stage."""
        return Stop(gives=("stage", str(self.box.index)))

    def parts(self, paper: Paper) -> tuple[Part, ...]:
        """Return the border."""
        frame = paper.strokes.frames[self.box.role]
        first = frame.corners[2] + frame.across
        outlet = frame.outlet if self.box.role == "ships" else frame.across
        end = frame.joint if self.stop.gives in paper.laned else frame.corners[3]
        return (Part(first + outlet + frame.across * (paper.width - 4) + end, self.box.role),)


@dataclass(frozen=True)
class Node:
    """An image that is no base: something is only copied from it."""

    source: Source

    @property
    def stop(self) -> Stop:
        """Return the lane of the image."""
        return Stop(gives=key_of(self.source))

    def parts(self, paper: Paper) -> tuple[Part, ...]:
        """Return its name and the way to its lane."""
        name = head(self.source.name, paper.width - 4, paper.strokes.ellipsis)
        way = paper.strokes.across * (paper.width - 3 - width_of(name))
        return (Part(_MARGIN), Part(name, "root"), Part(" "), Part(way, "lane"))


@dataclass(frozen=True)
class Below:
    """A row under the last box: the image, and what it is made of."""

    words: str
    end: str = ""
    is_image: bool = False
    shorter: str = ""
    """The words where there is little room."""
    stop = Stop()

    def parts(self, paper: Paper) -> tuple[Part, ...]:
        """Return the words, and a size where those of the boxes end."""
        sign = f"{paper.strokes.below} " if self.is_image else "  "
        role = "name" if self.is_image else "quiet"
        room = (paper.width if self.end else paper.whole) - 6
        words = self.words if width_of(self.words) <= room else self.shorter or self.words
        return (Part(_MARGIN), Part(sign, "ships"), *_columns(words, role, self.end, room, paper.strokes))


def _columns(
    left: str, left_role: str, right: str, room: int, strokes: Strokes, right_role: str = "size"
) -> tuple[Part, ...]:
    """Return a text on the left, of which as much is shown as there is room for, and a short one on the right."""
    name = head(left, room - (width_of(right) + 1 if right else 0), strokes.ellipsis)
    gap = " " * (room - width_of(name) - width_of(right))
    return (Part(name, left_role), Part(gap), Part(right, right_role))


def _framed(box: StageBox, inner: tuple[Part, ...], paper: Paper) -> tuple[Part, ...]:
    edge = paper.strokes.frames[box.role].down
    return (Part(f"{edge} ", box.role), *inner, Part(f" {edge}", box.role))

"""What the last build did with each line of the learner's Dockerfile: taken from the cache, or run, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tutor.tui.build_columns import SIGNS, seconds_told
from tutor.tui.build_state import ImageBuild

_WORDS = {"cached": "cached", "done": "ran", "failed": "failed"}


@dataclass(frozen=True)
class LineFate:
    """What became of one line."""

    state: str
    """`cached`, `done` or `failed`."""
    seconds: float | None = None
    """How long it ran; None if it came from the cache."""

    @property
    def text(self) -> str:
        """Return it as it stands behind the line, as in `= cached` or `✓ ran 3.2 s`."""
        time = "" if self.state == "cached" else seconds_told(self.seconds, self.state)
        return f"{SIGNS[self.state][0]} {_WORDS[self.state]} {time}".rstrip()


Fates = Mapping[int, LineFate]
"""By line, counted from 1; only of lines that have come to their end."""


def line_fates(image: ImageBuild | None) -> Fates:
    """Return the fates of one build so far; a step that stands in several places tells of all of them."""
    fates: dict[int, LineFate] = {}
    for row in image.instructions if image else ():
        if row.state in _WORDS:
            lines = [row.step.line or 0, *(line for _, line in row.shared)]
            fates |= {line: LineFate(row.state, row.seconds) for line in lines if line}
    return fates

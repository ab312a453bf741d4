"""What lanes and rows share: the columns, the signs of a state, how a time is written."""

from __future__ import annotations

from rich.cells import cell_len

from tutor.safe_text import clean_line
from tutor.tui.build_state import BuildState

SIGNS = {
    "running": ("▸", "bold $primary"),
    "done": ("✓", "$success"),
    "cached": ("=", "$secondary"),
    "failed": ("✗", "bold $error"),
    "stopped": ("\u2013", "$dim"),
    "waiting": ("·", "$dim"),
    "skipped": ("\u2013", "$dim"),
}
TIME_WIDTH = 7
_LABEL_WIDTH = 10


class Columns:
    """The columns of lanes and rows, which stand below each other."""

    def __init__(self, width: int, labels: int) -> None:
        self.width = max(width, 30)
        self.label = min(labels, _LABEL_WIDTH, self.width // 4)
        self.bar = min(max(int((self.width - self.label) * 0.34), 8), 40)

    @property
    def lane_text(self) -> int:
        """Return the room behind a bar, time included."""
        return self.width - 2 - self.label - 1 - self.bar - 1

    @property
    def row_text(self) -> int:
        """Return the room behind a line number, time included."""
        return self.width - 2 - self.label - 1 - 4


def columns(state: BuildState, width: int) -> Columns:
    """Return the columns that suit the stages' names."""
    names = {"engine"} if any(r.is_engines_own for _, r in state.steps()) else set()
    for image in state.images.values():
        names |= {row.step.stage for row in image.rows.values()}
        names |= {node.label for node in image.graph.stages[:50]} if image.graph else set()
    return Columns(width, max((cell_len(clean_line(name, 20)) for name in names), default=0))


def seconds_told(seconds: float | None, state: str) -> str:
    """Return a time as it stands at the end of a line; empty if there is none."""
    if seconds is None:
        return ""
    whole = state == "running" or seconds >= 100
    return f"{max(seconds, 0.0):.0f} s" if whole else f"{seconds:.1f} s"


def time_style(state: str) -> str:
    """Return the style of a time."""
    return {"cached": "$secondary", "failed": "$error", "running": "$primary"}.get(state, "$dim")

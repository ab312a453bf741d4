"""The stages of the learner's file as a picture; drawn anew in a frame of its own when the text has changed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.timer import Timer

from tutor.dockerfile.diagram import Line, Part, draw, stage_map
from tutor.model.measured import Measured
from tutor.model.stage_map import StageMap
from tutor.tui.analysis import LIMIT
from tutor.tui.stages_text import line_content
from tutor.tui.widgets.row_list import RowList
from tutor.tui.wrap import hang

FRAME_SECONDS = 0.02
"""Until it is drawn, so that no key waits for it."""
_TOO_LONG = f"This text has more than {LIMIT:,} characters, so there is no picture of it."
_PREDICT_FIRST = "Say first what will happen (f7), and build. After that, your stages are drawn here."


class StagesView(RowList, can_focus=True):
    """Shows a drawing; the arrows scroll it while it has the keys."""

    def __init__(self) -> None:
        super().__init__(id="stages")
        self._text, self._line = "", 1
        self._known: Measured | None = None
        self._timer: Timer | None = None
        self._is_held_back = False

    def show_file(self, text: str, line: int) -> None:
        """Draw this text, with the stage in view in which `line` stands, counted from 1."""
        self._text, self._line = text, line
        self._draw_soon()

    def show_sizes(self, known: Measured) -> None:
        """Put what a build has measured beside what it is of."""
        self._known = known
        self._draw_soon()

    def hold_back(self, held: bool) -> None:
        """Draw nothing, or draw again: the picture tells what is to be predicted."""
        self._is_held_back = held
        self._draw_soon()

    def on_show(self) -> None:
        """Draw what came in while it was not in sight."""
        self._draw()

    def on_resize(self) -> None:
        """Fit the drawing to the width."""
        self._draw()

    def _draw_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(FRAME_SECONDS, self._draw)

    def _draw(self) -> None:
        width = self.scrollable_content_region.width
        if not self.display or width <= 0:
            return
        instead = _PREDICT_FIRST if self._is_held_back else _TOO_LONG if len(self._text) > LIMIT else ""
        if instead:
            self._show([(Part(text, "quiet"),) for text in hang(instead, width).split("\n")], range(0))
            return
        found = stage_map(self._text, self._known)
        lines = draw(found, width)
        self._show(lines, _rows_of_stage(found, lines, self._line))

    def _show(self, lines: Sequence[Line], wanted: range) -> None:
        """Show a drawing, with the wanted rows in view; if not all have room, the first of them."""
        contents = [line_content(line) for line in lines]
        self.show(len(contents), lambda row, _: contents[row])
        for row in (*wanted[-1:], *wanted[:1]):
            self.reveal(row)


def _rows_of_stage(found: StageMap, lines: Sequence[Line], line: int) -> range:
    """Return the rows of the stage in which a line of the file stands, from its base to what comes out of it."""
    names = [row for row, parts in enumerate(lines) if any(part.role == "name" for part in parts)]
    at = sum(box.line <= line for box in found.boxes) - 1
    return range(names[at] - 2, names[at + 1] - 2) if 0 <= at < len(names) - 1 else range(0)

"""The stages of the learner's file as a picture; drawn anew in a frame of its own when the text has changed."""

from __future__ import annotations

from textual.timer import Timer

from tutor.dockerfile.diagram import Part, draw, stage_map
from tutor.model.measured import Measured
from tutor.tui.analysis import LIMIT
from tutor.tui.stages_text import line_content
from tutor.tui.widgets.row_list import RowList
from tutor.tui.wrap import hang

FRAME_SECONDS = 0.02
"""Until it is drawn, so that no key waits for it."""
_TOO_LONG = f"This text has more than {LIMIT:,} characters, so there is no picture of it."


class StagesView(RowList, can_focus=True):
    """Shows a drawing; the arrows scroll it."""

    def __init__(self) -> None:
        super().__init__(id="stages")
        self._text = ""
        self._known: Measured | None = None
        self._timer: Timer | None = None

    def show_file(self, text: str) -> None:
        """Draw this text."""
        self._text = text
        self._draw_soon()

    def show_sizes(self, known: Measured) -> None:
        """Put what a build has measured beside what it is of."""
        self._known = known
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
        if len(self._text) > LIMIT:
            lines = [line_content((Part(text, "quiet"),)) for text in hang(_TOO_LONG, width).split("\n")]
        else:
            lines = [line_content(line) for line in draw(stage_map(self._text, self._known), width)]
        self.show(len(lines), lambda row, _: lines[row])

"""All attempts of the learner at this lab, on one scale of sizes."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tutor.model.ladder import Ladder
from tutor.tui.ladder_text import ladder_head, rung_text
from tutor.tui.widgets.row_list import RowList


class LadderPanel(Vertical):
    """Shows the ladder, the newest attempt in view."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._ladder = Ladder()
        self._at_newest = True

    def compose(self) -> ComposeResult:
        """Lay out the scale above the attempts."""
        yield Static(id="ladder-head", markup=False)
        yield RowList(id="ladder-rungs")

    def show(self, ladder: Ladder) -> None:
        """Show these attempts."""
        self._ladder = ladder
        self._at_newest = True
        self.draw()

    def draw(self) -> None:
        """Draw for the width that there is; nothing before there are parts."""
        if not self.children:
            return
        ladder, rows = self._ladder, self.query_one(RowList)
        width = max(self.size.width - 3, 20)
        self.query_one("#ladder-head", Static).update(ladder_head(ladder, width))
        if self._at_newest:
            rows.reveal(max(len(ladder.rungs) - 1, 0))
        rows.show(len(ladder.rungs), lambda row, _: rung_text(ladder.rungs[row], ladder, width))
        if self._at_newest:
            rows.reveal(max(len(ladder.rungs) - 1, 0))

    def scroll(self, rows: int) -> None:
        """Scroll by rows; far away means the first or the last."""
        self._at_newest = False
        listing = self.query_one(RowList)
        listing.scroll_to(y=listing.scroll_offset.y + rows, animate=False)

    @property
    def page(self) -> int:
        """Return how many attempts are in view."""
        return max(self.query_one(RowList).size.height - 1, 1)

    def on_resize(self) -> None:
        """Fit the bars to the width."""
        self.call_after_refresh(self.draw)

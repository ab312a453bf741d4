"""The learner's file and the reference, compared line by line."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tutor.report.side_by_side import LINES_LIMIT, DiffRow, side_by_side
from tutor.tui.diff_text import diff_rows, diff_titles, summary
from tutor.tui.widgets.row_list import RowList
from tutor.tui.wrap import hang


class DiffLines(RowList, can_focus=True):
    """The lines; the arrows scroll them."""


class SolutionView(Vertical):
    """Shows a comparison; the learner's file is only read."""

    def __init__(self, mine: str, reference: str, note: str) -> None:
        super().__init__(id="solution")
        found = side_by_side(mine, reference)
        self._rows: tuple[DiffRow, ...] = found if found is not None else side_by_side("", reference) or ()
        self._note = note
        if found is None:
            self._note = f"Your file has more than {LINES_LIMIT:,} lines, so only the reference is shown."

    def compose(self) -> ComposeResult:
        """Lay out the note and the titles above the lines."""
        yield Static(id="solution-note", markup=False)
        yield Static(id="solution-titles", markup=False)
        yield DiffLines(id="solution-lines")

    @property
    def summary(self) -> str:
        """Return how much differs."""
        return summary(self._rows)

    def on_resize(self) -> None:
        """Fit the columns to the width."""
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Draw for the width that there is."""
        lines = self.query_one(DiffLines)
        width = max(self.size.width - 2, 30)
        drawn = diff_rows(self._rows, width)
        self.query_one("#solution-note", Static).update(Content.styled(hang(self._note, width), "$dim"))
        self.query_one("#solution-titles", Static).update(diff_titles(width))
        lines.show(len(drawn), lambda row, _: drawn[row])

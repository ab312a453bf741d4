"""The list of the X-ray: column names, rows that can be walked as a tree, and what is known of the selected one."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tutor.tui.widgets.row_list import RowList
from tutor.tui.xray_columns import xray_columns
from tutor.tui.xray_detail_text import detail_text
from tutor.tui.xray_outline import Outline
from tutor.tui.xray_row_text import head_text, row_text


class XRayTable(Vertical):
    """Draws an outline; posts `Opened` when the selected row is clicked."""

    class Opened(Message):
        """The selected row was clicked once more."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._outline, self._signed, self._nothing = Outline(), False, ""

    def compose(self) -> ComposeResult:
        """Lay out names, rows and details."""
        yield Static(id="xray-columns", markup=False)
        yield RowList(id="xray-rows")
        yield Static(id="xray-detail", markup=False)

    @property
    def page(self) -> int:
        """Return how many rows are in view."""
        return max(self.query_one(RowList).size.height - 1, 1)

    def show(self, outline: Outline, *, signed: bool, nothing: str) -> None:
        """Show an outline; `nothing` is said where it has no row."""
        self._outline, self._signed, self._nothing = outline, signed, nothing
        self.draw()

    def draw(self, *, reveal: bool = True) -> None:
        """Draw the outline as it is now, and scroll to its selected row if wanted; nothing before there are parts."""
        if not self.children:
            return
        outline, rows = self._outline, self.query_one(RowList)
        at = xray_columns(rows.scrollable_content_region.width)

        def draw_row(index: int, width: int) -> Content:
            if not outline.rows:
                return Content.styled(self._nothing, "$dim")
            text = row_text(outline.rows[index], outline, at, signed=self._signed)
            return _lit(text, width) if index == outline.cursor else text

        self.query_one("#xray-columns", Static).update(
            head_text(outline, at) if outline.rows else Content("")
        )
        rows.show(len(outline.rows) or 1, draw_row)
        if reveal:
            rows.reveal(outline.cursor)
        node = outline.current.node if outline.current else None
        self.query_one("#xray-detail", Static).update(detail_text(node, max(self.size.width - 3, 20)))

    def on_resize(self) -> None:
        """Fit the columns to the width, which is known after the layout."""
        self.call_after_refresh(self.draw)

    @on(RowList.Clicked)
    def _clicked(self, event: RowList.Clicked) -> None:
        event.stop()
        if event.row == self._outline.cursor:
            self.post_message(self.Opened())
            return
        self._outline.select(event.row)
        self.draw(reveal=False)


def _lit(text: Content, width: int) -> Content:
    """Return the selected row: on its ground, every word in the colour that reads best there."""
    text = text.pad_right(max(width - text.cell_length, 0))
    return text.stylize("$block-cursor-foreground on $block-cursor-background")

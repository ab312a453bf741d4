"""A list that draws only the rows in view, so that thousands cost no more than a screenful."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

Draw = Callable[[int, int], Content]
"""(row, width) -> its one line."""


class RowList(ScrollView, can_focus=False):
    """Shows rows of one line each; posts `Clicked` for a row under the pointer."""

    class Clicked(Message):
        """A row was clicked; `row` counts from 0."""

        def __init__(self, rows: RowList, row: int) -> None:
            super().__init__()
            self.rows, self.row = rows, row

        @property
        def control(self) -> RowList:
            """Return the list, for `@on` with a selector."""
            return self.rows

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._count = 0
        self._wanted: int | None = None
        self._draw_row: Draw = lambda _row, _width: Content("")

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return self._count

    @property
    def at_end(self) -> bool:
        """Return whether the last row is in view."""
        return self.scroll_offset.y >= self.max_scroll_y - 1

    def show(self, count: int, draw: Draw) -> None:
        """Show `count` rows from now on; `draw` is asked for those in view."""
        self._count, self._draw_row = count, draw
        size = Size(self.scrollable_content_region.width, count)
        if size != self.virtual_size:
            self.virtual_size = size
        self.refresh()

    def reveal(self, row: int) -> None:
        """Scroll a row into view, now and when the height changes."""
        self._wanted = row
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if row < top:
            self.scroll_to(y=row, animate=False, immediate=True)
        elif height and row >= top + height:
            self.scroll_to(y=row - height + 1, animate=False, immediate=True)

    def on_resize(self) -> None:
        """Keep the wanted row in view."""
        self.show(self._count, self._draw_row)
        if self._wanted is not None:
            self.reveal(self._wanted)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window."""
        row, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        if row >= self._count or width <= 0:
            return Strip.blank(self.size.width, self.rich_style)
        content = self._draw_row(row, width)
        strips = Visual.to_strips(self, content, width, 1, self.visual_style)
        return strips[0] if strips else Strip.blank(width, self.rich_style)

    def on_click(self, event: Click) -> None:
        """Tell which row is under the pointer."""
        row = event.y + self.scroll_offset.y
        if 0 <= row < self._count:
            event.stop()
            self.post_message(self.Clicked(self, row))

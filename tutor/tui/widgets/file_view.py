"""The content of one file of an image."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tutor.safe_text import clean_line
from tutor.tui.build_cells import fit
from tutor.tui.file_text import FileText
from tutor.tui.widgets.row_list import RowList
from tutor.tui.xray_row_text import shorten


class FileView(Vertical):
    """Shows a file's lines, and says what they are."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._path = ""
        self._text = FileText("", ())

    def compose(self) -> ComposeResult:
        """Lay out the title above the lines."""
        yield Static(id="file-title", markup=False, classes="heading")
        yield RowList(id="file-lines")

    def show(self, path: str, text: FileText) -> None:
        """Show a file from its start."""
        self._path, self._text = path, text
        self.draw()
        for listing in self.query(RowList):
            listing.scroll_home(animate=False)

    def draw(self) -> None:
        """Draw for the width that there is; nothing before there are parts."""
        if not self.children:
            return
        listing = self.query_one(RowList)
        lines = self._text.wrapped(max(listing.scrollable_content_region.width, 10))
        listing.show(len(lines), lambda row, width: Content(fit(lines[row], width)))
        self.query_one("#file-title", Static).update(self._title())

    def scroll(self, lines: int) -> None:
        """Scroll by lines; far away means the start or the end."""
        listing = self.query_one(RowList)
        listing.scroll_to(y=listing.scroll_offset.y + lines, animate=False)

    @property
    def page(self) -> int:
        """Return how many lines are in view."""
        return max(self.query_one(RowList).size.height - 1, 1)

    def on_resize(self) -> None:
        """Wrap to the new width."""
        self.call_after_refresh(self.draw)

    def _title(self) -> Content:
        width = max(self.size.width - 2, 20)
        note = fit(clean_line(self._text.note), width // 2)
        path = shorten("/" + clean_line(self._path, 4000), width - len(note) - 2)
        gap = " " * max(width - len(note) - Content(path).cell_length, 1)
        return Content.assemble(" ", (path, "bold"), gap, (note, "$dim"))

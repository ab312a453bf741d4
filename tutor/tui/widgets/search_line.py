"""The line in which a search is typed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static


class SearchLine(Horizontal):
    """Takes no room until it is opened; its input posts `Input.Changed` with each letter."""

    def compose(self) -> ComposeResult:
        """Lay out the sign of a search before the text."""
        yield Static("/", id="search-sign", markup=False)
        yield Input(id="search-text", placeholder="part of a path or of a package", compact=True)

    def on_mount(self) -> None:
        """Wait out of sight."""
        self.display = False

    def open(self) -> None:
        """Ask what to search for."""
        self.display = True
        self.query_one(Input).focus()

    def leave(self) -> None:
        """Give the keys back; the text stays in sight if there is one."""
        self.display = bool(self.query_one(Input).value)
        self.screen.set_focus(None)

    def show(self, *, shown: bool) -> None:
        """Stay in sight only beside what is searched, and only while there is a text."""
        text = self.query_one(Input)
        self.display = shown and bool(text.value or text.has_focus)

    def clear(self) -> None:
        """Search for nothing."""
        self.query_one(Input).value = ""
        self.leave()

"""The screen for those who think that the checker is wrong: the evidence of every check, and a report file."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Static

from tutor.report.dispute import Dispute
from tutor.tui.dispute_text import dispute_head, rulings_text
from tutor.tui.keys import DISPUTE_KEYS
from tutor.tui.widgets.status import StatusLine

_WIDEST = 116


class DisputeScroll(VerticalScroll, can_focus=True):
    """The scrolling part."""


class DisputeScreen(Screen[None]):
    """Shows a `Dispute`; `where` says where its report lies, or why it could not be written."""

    BINDINGS: ClassVar[list[BindingType]] = [*DISPUTE_KEYS]

    def __init__(self, about: Dispute, where: str) -> None:
        super().__init__()
        self._about, self._where = about, where

    def compose(self) -> ComposeResult:
        """Lay out what it is about above the checks."""
        yield StatusLine("Is the checker wrong?", self._about.lab.title)
        with DisputeScroll(id="dispute-scroll"):
            yield Static(id="dispute-head", markup=False)
            yield Static(id="dispute-checks", markup=False)
        yield Footer(show_command_palette=False)

    def on_resize(self) -> None:
        """Wrap to the width, which is known after the layout."""
        self.call_after_refresh(self._draw)

    def action_back(self) -> None:
        """Go back to the lab."""
        self.dismiss()

    def _draw(self) -> None:
        scroll = self.query_one(DisputeScroll)
        width = min(max(scroll.scrollable_content_region.width - 2, 24), _WIDEST)
        self.query_one("#dispute-head", Static).update(dispute_head(self._about, self._where, width))
        self.query_one("#dispute-checks", Static).update(rulings_text(self._about.rulings, width))

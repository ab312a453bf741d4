"""What the X-ray says beside its lists: both images by category, what is missing or wasted, what to do first."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tutor.tui.xray_bars_text import bars_text
from tutor.tui.xray_state_text import state_text
from tutor.tui.xray_view import XRayView


class XRayBars(Static):
    """Shows the totals and a bar for each category."""

    def show(self, view: XRayView, width: int, height: int) -> None:
        """Show them for a screen of that size, of which the list needs the larger part."""
        self.update(bars_text(view, max(width - 2, 20), max(height * 2 // 5, 1)))


class XRayNote(Static):
    """Shows a sentence; takes no room while there is none."""

    def show(self, words: str) -> None:
        """Show this sentence."""
        self.update(Content(words))
        self.display = bool(words)


class XRayState(Static):
    """Shows what there is to say while no image is known file by file."""

    def show(self, view: XRayView, width: int) -> None:
        """Show it for a screen of that width."""
        self.update(state_text(view, max(width - 4, 20)))

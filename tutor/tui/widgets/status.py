"""The header line: where we are on the left, the engine on the right."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from tutor.safe_text import clean_line
from tutor.tui.engine_state import EngineState

_STYLES = {"ready": "$success", "none": "$warning"}


class StatusLine(Horizontal):
    """One line at the top of a screen."""

    def __init__(self, title: str, note: str = "") -> None:
        super().__init__()
        self._title = title
        self._note = note

    def compose(self) -> ComposeResult:
        """Lay out both ends."""
        yield Static(self._left(), id="status-title", markup=False)
        yield Static(id="status-engine", markup=False)

    def set_note(self, note: str) -> None:
        """Show another note behind the title."""
        self._note = note
        self.query_one("#status-title", Static).update(self._left())

    def show(self, state: EngineState) -> None:
        """Show the engine's state."""
        style = _STYLES.get(state.kind, "$dim")
        self.query_one("#status-engine", Static).update(
            Content.assemble((state.symbol, style), f" {state.label}")
        )

    def _left(self) -> Content:
        note = f"  {clean_line(self._note)}" if self._note else ""
        return Content.assemble((clean_line(self._title), "bold"), (note, "$dim"))

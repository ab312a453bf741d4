"""The banner that says that no engine answers, and what to do about it."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tutor.safe_text import clean_line
from tutor.tui.engine_state import EngineState


class Banner(Static):
    """Takes no room while an engine answers."""

    def __init__(self) -> None:
        super().__init__(id="banner", markup=False)

    def show(self, state: EngineState, can_start: bool) -> None:
        """Show or hide for this state."""
        self.set_class(state.kind == "none", "-open")
        if state.kind == "none":
            way = "Press ctrl+e to start one." if can_start else clean_line(state.fix, 300)
            self.update(
                Content.assemble(
                    ("! ", "bold $warning"),
                    (clean_line(state.message, 300), "bold"),
                    f" {way} Lessons, editor and quick checks work without it.",
                )
            )

"""The editor's own parts of the look: the cursor's line keeps the colours of its words."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style
from textual.widgets import TextArea
from textual.widgets.text_area import TextAreaTheme


@dataclass
class EditorTheme(TextAreaTheme):
    """Takes everything from the style sheet, of the cursor's line only the background."""

    name: str = "tutor"

    def apply_css(self, text_area: TextArea) -> None:
        """Read the style sheet."""
        super().apply_css(text_area)
        line = self.cursor_line_style
        self.cursor_line_style = Style(bgcolor=line.bgcolor) if line else None

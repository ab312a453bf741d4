"""A few lines for a sentence; enter ends it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea


class SentenceArea(TextArea):
    """Posts `Finished` on enter; tab goes to the next field."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "finish", show=False, priority=True)]

    class Finished(Message):
        """The sentence is written."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, *, classes: str = "") -> None:
        super().__init__(
            classes=classes, compact=True, soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False
        )

    def action_finish(self) -> None:
        """Hand over what is written."""
        self.post_message(self.Finished(self.text))

"""A few rows to pick from: one of them, or several; by arrows, space, enter, number or mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, Key
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from tutor.safe_text import clean_line
from tutor.tui.wrap import join_lines

Row = tuple[str, str]
"""(value, label)"""
_DONE: Row = ("", "these lines")


class PickList(Static, can_focus=True):
    """Posts `Picked` with the value, or with several of them and commas between."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("space", "turn", show=False),
        Binding("enter", "finish", show=False),
    ]

    cursor: reactive[int] = reactive(0)

    class Picked(Message):
        """The learner has chosen."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._rows: tuple[Row, ...] = ()
        self._several = False
        self._picked: set[str] = set()

    def offer(self, rows: Sequence[Row], *, several: bool) -> None:
        """Show other rows, none of them picked; of `several`, a last row ends the picking."""
        self._rows = (*rows, _DONE) if several else tuple(rows)
        self._several, self._picked = several, set()
        self.cursor = 0
        self.refresh(layout=True)

    def render(self) -> Content:
        """Draw a row for each choice, with its sign."""
        return join_lines([self._row(n, *row) for n, row in enumerate(self._rows)])

    def action_move(self, by: int) -> None:
        """Go up or down."""
        self.cursor = max(0, min(self.cursor + by, len(self._rows) - 1))
        self.scroll_visible(animate=False)

    def action_turn(self) -> None:
        """Pick a row, or put it back; of one choice, choose it."""
        value = self._rows[self.cursor][0] if self._rows else ""
        if self._several and value:
            self._picked ^= {value}
            self.refresh()
        else:
            self.action_finish()

    def action_finish(self) -> None:
        """Answer with what is picked."""
        if self._several:
            chosen = [value for value, _ in self._rows if value in self._picked]
            self.post_message(self.Picked(",".join(chosen)))
        elif self._rows:
            self.post_message(self.Picked(self._rows[self.cursor][0]))

    def on_key(self, event: Key) -> None:
        """Choose by number, where one is chosen."""
        if not self._several and event.key.isdecimal() and 1 <= int(event.key) <= len(self._rows):
            event.stop()
            self.cursor = int(event.key) - 1
            self.action_finish()

    def on_click(self, event: Click) -> None:
        """Pick the row under the pointer."""
        event.stop()
        if 0 <= event.y < len(self._rows):
            self.cursor = event.y
            self.action_turn()

    def _row(self, number: int, value: str, label: str) -> Content:
        is_current = number == self.cursor and self.has_focus
        pointer = ("▸ ", "bold $primary") if is_current else ("  ", "")
        sign = f"{number + 1} "
        if self._several:
            box = "x" if value in self._picked else " "
            sign = f"[{box}] {value:>3}  " if value else "enter    "
        room = max(self.size.width - 2 - len(sign), 8)
        shown = clean_line(label, 400)
        shown = shown if len(shown) <= room else shown[: room - 1] + "…"
        return Content.assemble(pointer, (sign, "$dim"), (shown, "bold" if is_current else ""))

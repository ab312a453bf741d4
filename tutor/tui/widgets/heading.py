"""The title bar of a pane: its name or its tabs on the left, a note on the right."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.events import Click
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from tutor.safe_text import clean_line
from tutor.tui.messages import TabChosen


class Heading(Static):
    """One row; posts `TabChosen` when a tab is clicked."""

    note: reactive[str] = reactive("")
    current: reactive[str] = reactive("")

    def __init__(self, tabs: Sequence[tuple[str, str]], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, markup=False, classes="heading")
        self._tabs = tuple(tabs)
        """(name, label) of each tab; a single one is a plain title."""
        self.set_reactive(Heading.current, self._tabs[0][0])

    def set_tabs(self, tabs: Sequence[tuple[str, str]]) -> None:
        """Show other tabs from now on."""
        self._tabs = tuple(tabs)
        self.refresh()

    @property
    def room(self) -> int:
        """Return how many cells a note may take."""
        return self.content_size.width - sum(len(label) + 2 for _, label in self._tabs) - 2

    def on_mount(self) -> None:
        """Follow the focus: the bar of the pane that has the keys is lit."""
        self.watch(self.screen, "focused", self._focus_moved)

    def _focus_moved(self, focused: Widget | None) -> None:
        self.set_class(focused is not None and self.parent in focused.ancestors, "-focused")

    def render(self) -> Content:
        """Draw the tabs and, at the right end, as much of the note as fits."""
        parts: list[Content] = []
        for name, label in self._tabs:
            is_current = name == self.current
            style = "bold" if len(self._tabs) == 1 else "bold underline" if is_current else "$dim"
            parts += [Content(" "), Content.styled(label, style), Content(" ")]
        left = Content("").join(parts)
        room = self.content_size.width - left.cell_length - 2
        note = clean_line(self.note, 120)
        note = note if len(note) <= room else note[: max(room - 1, 0)] + "…" if room > 8 else ""
        gap = " " * max(room + 1 - len(note), 0)
        return Content.assemble(left, gap, (note, "$dim"))

    def on_click(self, event: Click) -> None:
        """Open the tab under the pointer."""
        event.stop()
        end = 0
        for name, label in self._tabs:
            end += len(label) + 2
            if event.x < end:
                self.post_message(TabChosen(name))
                return

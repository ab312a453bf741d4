"""The author's view of a lab: all that it consists of, to read, to jump to, and to try."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from tutor.safe_text import clean, clean_line
from tutor.tui.author_parts import TEXT, Part
from tutor.tui.keys import AUTHOR_KEYS
from tutor.tui.widgets.status import StatusLine
from tutor.tui.wrap import join_lines, labelled


class AuthorScroll(VerticalScroll, can_focus=True):
    """The scrolling part."""


class AuthorScreen(Screen[Part | None]):
    """Shows the parts of a lab; returns the one to open or to try, if there is one."""

    BINDINGS: ClassVar[list[BindingType]] = [*AUTHOR_KEYS]

    def __init__(self, title: str, parts: Sequence[Part], at: int = 0) -> None:
        super().__init__()
        self._title, self._parts, self._at = title, tuple(parts), at

    def compose(self) -> ComposeResult:
        """Lay out the list beside what there is to read."""
        yield StatusLine(self._title, "as its author sees it")
        with Horizontal(id="author-panes"):
            yield OptionList(*self._options(), id="author-list", markup=False)
            with AuthorScroll(id="author-scroll"):
                yield Static(id="author-detail", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Begin where the list was left."""
        rows = self.query_one(OptionList)
        rows.focus()
        rows.highlighted = rows.get_option_index(str(min(self._at, len(self._parts) - 1)))

    @property
    def at(self) -> int:
        """Return the number of the part that is chosen."""
        return self._at

    @on(OptionList.OptionHighlighted)
    def _chosen(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._at = int(event.option.id or 0)
        self.query_one(AuthorScroll).scroll_home(animate=False)
        self._draw()

    def on_resize(self) -> None:
        """Wrap to the width, which is known after the layout."""
        self.call_after_refresh(self._draw)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to take only what can be opened or tried."""
        return self._parts[self._at].kind != TEXT if action == "take" and self._parts else True

    def action_take(self) -> None:
        """Go back with the chosen part."""
        self.dismiss(self._parts[self._at])

    def action_back(self) -> None:
        """Go back to the lab."""
        self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()

    def _options(self) -> Iterator[Option]:
        """Yield a heading for each group, and the parts below it."""
        group = ""
        for number, part in enumerate(self._parts):
            if part.group != group:
                group = part.group
                yield Option(Content.styled(group, "bold"), disabled=True)
            yield Option(Content(f"  {clean_line(part.label, 120)}"), id=str(number))

    def _draw(self) -> None:
        scroll = self.query_one(AuthorScroll)
        width = max(scroll.scrollable_content_region.width - 1, 24)
        part = self._parts[self._at]
        rows = [labelled(label, clean(text, 8000), width) for label, text in part.body]
        self.query_one("#author-detail", Static).update(join_lines(rows))
        self.refresh_bindings()

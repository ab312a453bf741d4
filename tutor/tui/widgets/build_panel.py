"""The build: its stages on a time line, its steps below, and the log of the selected step."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from tutor.attempt import AttemptEvent
from tutor.tui.build_columns import Columns, columns
from tutor.tui.build_head_text import head_text
from tutor.tui.build_row_text import row_text
from tutor.tui.build_rows import ListRow, Selection, list_rows
from tutor.tui.build_state import BuildState
from tutor.tui.build_summary import summary
from tutor.tui.cache_map import Fates, line_fates
from tutor.tui.keys import BUILD_KEYS
from tutor.tui.widgets.row_list import RowList
from tutor.tui.widgets.step_log import StepLog

TICK_SECONDS = 0.5
TALL = 15
"""Rows from which the panel has room for a title, an empty line and an open log."""
_EMPTY = "The steps of your build appear here. Press ctrl+b to build and check."


class BuildPanel(Vertical, can_focus=True):
    """Shows both builds; draws once for each batch of events."""

    BINDINGS: ClassVar[list[BindingType]] = [*BUILD_KEYS]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._state, self._selection = BuildState(), Selection()
        self._rows: list[ListRow] = []
        self._building = self._drawing = False
        self._log_open: bool | None = None
        """None until the learner or a failure has decided; then the height decides."""
        self._head_lines = 0
        self._tick: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out lanes, steps and log."""
        yield Static(id="build-lanes", markup=False)
        yield RowList(id="build-steps")
        yield StepLog(id="step-log")

    def on_mount(self) -> None:
        """Say what will be here."""
        self._tick = self.set_interval(TICK_SECONDS, self._draw, pause=True)
        self._draw()

    def summary(self, room: int = 80) -> str:
        """Return the learner's build in a few words."""
        return summary(self._state, room)

    @property
    def fates(self) -> Fates:
        """Return what the learner's build did with each line so far."""
        return line_fates(self._state.images.get("yours"))

    def begin(self) -> None:
        """Forget the last build; a new one starts."""
        self._state, self._selection, self._log_open = BuildState(), Selection(), None
        self._building = True
        if self._tick is not None:
            self._tick.resume()
        self._draw()

    def feed(self, events: Iterable[AttemptEvent]) -> None:
        """Take in a batch of events."""
        now = time.monotonic()
        had_failed = self._has_failed
        for event in events:
            self._state.apply(event, now)
        if self._has_failed and not had_failed:
            self._log_open, self._selection.following = True, True
        self._draw_soon()

    def end(self) -> None:
        """The attempt is over; nothing runs any more."""
        self._building = False
        if self._tick is not None:
            self._tick.pause()
        self._state.end(time.monotonic())
        self._draw()

    def on_resize(self) -> None:
        """Fit the lines to the new width."""
        self._draw()

    def on_show(self) -> None:
        """Draw what came in while another view was open: now the width is known."""
        self._draw()

    # ---- the selected step

    def action_move(self, by: int) -> None:
        """Select another row; far away means the first or the last."""
        self._selection.move(self._rows, by)
        self._draw()

    def action_follow(self) -> None:
        """Go back to the step that runs or failed, and stay with it."""
        self._selection.following, self._selection.key = True, None
        self._draw()

    def action_toggle_log(self) -> None:
        """Open or close the log of the selected step."""
        self._log_open = not self._shows_log
        self._draw()

    def action_scroll_log(self, pages: int) -> None:
        """Scroll the log of the selected step."""
        self.query_one(StepLog).turn(pages)

    @on(RowList.Clicked, "#build-steps")
    def _clicked(self, event: RowList.Clicked) -> None:
        event.stop()
        self._selection.key = self._rows[event.row].key if event.row < len(self._rows) else None
        self._selection.move(self._rows, 0)
        self._draw()

    # ---- drawing

    @property
    def _has_failed(self) -> bool:
        return any(image.failure is not None for image in self._state.images.values())

    @property
    def _shows_log(self) -> bool:
        return self.size.height >= TALL if self._log_open is None else self._log_open

    def _draw_soon(self) -> None:
        """Draw in a turn of its own, once for all batches that have come until then."""
        if not self._drawing:
            self._drawing = True
            self.call_later(self._draw)

    def _draw(self) -> None:
        """Draw everything as it is now; nothing while another view is open."""
        self._drawing = False
        if not self.display or not self.is_mounted or self.size.height == 0:
            return
        now, height = time.monotonic(), self.size.height
        at = columns(self._state, self.size.width - 3)
        head = self._head(at, now, height)
        self._rows = list_rows(self._state, now)
        self._selection.follow(self._rows)
        self._draw_rows(at, now)
        self._draw_log(at.width, height, height - head)

    def _head(self, at: Columns, now: float, height: int) -> int:
        """Draw what stands above the rows; return how many lines it takes."""
        lanes = max(height * 2 // 5, 2)
        text = head_text(self._state, at, now, lanes, titled=height >= TALL)
        if not text.plain and not self._building and not self._state.images:
            text = Content.styled(_EMPTY, "$dim")
        head = self.query_one("#build-lanes", Static)
        lines = text.plain.count("\n") + 1
        head.set_class(height >= TALL and bool(self._state.images), "-roomy")
        head.update(text, layout=lines != self._head_lines)
        self._head_lines = lines
        return lines + head.has_class("-roomy")

    def _draw_rows(self, at: Columns, now: float) -> None:
        rows, images, selected = self._rows, self._state.images, self._selection.index(self._rows)
        ground = "on $block-cursor-background" if self.has_focus else "on $heading"

        def draw(index: int, width: int) -> Content:
            row = rows[index]
            content = row_text(row, images[row.key[0]], at, now)
            return (
                content.pad_right(max(width - content.cell_length, 0)).stylize(ground)
                if index == selected
                else content
            )

        listing = self.query_one("#build-steps", RowList)
        listing.show(len(rows), draw)
        if selected is not None:
            listing.reveal(selected)

    def _draw_log(self, width: int, height: int, room: int) -> None:
        """Show the log of the selected row in the lower half."""
        log, index = self.query_one(StepLog), self._selection.index(self._rows)
        log.display = self._shows_log and index is not None and room >= 4
        if log.display and index is not None:
            row = self._rows[index]
            rest = 2 if self._has_failed and height < TALL else room // 2
            log.show_row(row, self._state.images[row.key[0]], width, max(room - rest, 3))

    def on_focus(self) -> None:
        """Light the selected row."""
        self._draw()

    def on_blur(self) -> None:
        """Take the light away."""
        self._draw()

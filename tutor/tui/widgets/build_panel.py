"""The build: its steps with stage, line and time, and the log of what they print."""

from __future__ import annotations

import time
from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Log, Static

from tutor.attempt import AttemptEvent, BuildProgress
from tutor.engine.port import BuildFailed, LogLines, StepStarted
from tutor.safe_text import clean_line
from tutor.tui.build_state import BuildState
from tutor.tui.build_text import build_text, summary

LOG_LINES = 5000
TICK_SECONDS = 0.5


class BuildPanel(VerticalScroll, can_focus=True):
    """Shows the steps of both builds."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._state = BuildState()
        self._building = False
        self._tick: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        yield Static(id="build-steps", markup=False)

    def on_mount(self) -> None:
        """Say what will be here."""
        self._tick = self.set_interval(TICK_SECONDS, self._draw, pause=True)
        self._draw()

    @property
    def summary(self) -> str:
        """Return the learner's build in a few words."""
        return summary(self._state)

    def begin(self) -> None:
        """Forget the last build; a new one starts."""
        self._state, self._building = BuildState(), True
        if self._tick is not None:
            self._tick.resume()
        self._draw()

    def feed(self, events: Iterable[AttemptEvent]) -> None:
        """Take in a batch of events."""
        now, at_end = time.monotonic(), self.max_scroll_y - self.scroll_offset.y < 2
        for event in events:
            self._state.apply(event, now)
        self._draw()
        if at_end:
            self.scroll_end(animate=False)

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

    def _draw(self) -> None:
        if not self.display:
            return
        width = max(self.scrollable_content_region.width - 2, 20)
        text = build_text(self._state, width, time.monotonic(), self._building)
        if not text.plain and not self._building:
            text = Content.styled(
                "The steps of your build appear here. Press ctrl+b to build and check.", "$dim"
            )
        self.query_one("#build-steps", Static).update(text)


class BuildLog(Log):
    """Shows what the steps print, in the order it came."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, max_lines=LOG_LINES)
        self._titles: dict[tuple[str, str], str] = {}
        self._open_step: tuple[str, str] | None = None

    def begin(self) -> None:
        """Forget the last build."""
        self._titles.clear()
        self._open_step = None
        self.clear()

    def feed(self, events: Iterable[AttemptEvent]) -> None:
        """Take in a batch of events; all their lines are written at once."""
        lines: list[str] = []
        for event in events:
            if isinstance(event, BuildProgress):
                lines += self._written(event)
        if lines:
            self.write_lines(lines)

    def _written(self, progress: BuildProgress) -> list[str]:
        event = progress.event
        if isinstance(event, StepStarted):
            where = f" (line {event.step.line})" if event.step.line else ""
            self._titles[(progress.image, event.step.id)] = f"── {clean_line(event.step.name, 120)}{where}"
        elif isinstance(event, LogLines):
            lines = [_plain(line) for line in event.lines]
            return self._heading((progress.image, event.step_id)) + lines
        elif isinstance(event, BuildFailed):
            return ["── the build has ended", *(_plain(line) for line in event.failure.message.split("\n"))]
        return []

    def _heading(self, key: tuple[str, str]) -> list[str]:
        if key == self._open_step:
            return []
        self._open_step = key
        image = "traditional image: " if key[0] == "traditional" else ""
        title = self._titles.get(key, "")
        return [f"{title[:3]}{image}{title[3:]}"] if title else []


def _plain(line: str) -> str:
    return clean_line(line.replace("\t", "  ")) if "\x1b" in line else _printable(line)


def _printable(line: str) -> str:
    kept = "".join(c for c in line.expandtabs(4) if c.isprintable())
    return kept[:500]

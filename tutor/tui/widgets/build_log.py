"""The whole log: what all steps print, in the order it came."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from textual.timer import Timer
from textual.widgets import Log

from tutor.attempt import AttemptEvent, BuildProgress
from tutor.engine.build_events import BuildFailed, LogLines, StepStarted
from tutor.safe_text import clean_line
from tutor.tui.build_logs import printable

LOG_LINES = 5000
WRITE_LINES = 500
"""Lines that are written at once; more would hold up the keys."""
WRITE_SECONDS = 0.02


class BuildLog(Log):
    """Shows the last `LOG_LINES` lines of both builds."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, max_lines=LOG_LINES)
        self._titles: dict[tuple[str, str], tuple[str, int | None]] = {}
        self._open_step: tuple[str, str] | None = None
        self._pending: deque[str] = deque(maxlen=LOG_LINES)
        self._writing: Timer | None = None

    def on_mount(self) -> None:
        """Make ready to write in portions."""
        self._writing = self.set_interval(WRITE_SECONDS, self._write_some, pause=True)

    @property
    def pending(self) -> int:
        """Return how many lines are still to be written."""
        return len(self._pending)

    def begin(self) -> None:
        """Forget the last build."""
        self._titles.clear()
        self._open_step = None
        self._pending.clear()
        self.clear()

    def feed(self, events: Iterable[AttemptEvent]) -> None:
        """Take in a batch of events; their lines are written soon, many at once."""
        for event in events:
            if isinstance(event, BuildProgress):
                self._take(event)
        if self._pending and self._writing is not None:
            self._writing.resume()

    def _write_some(self) -> None:
        lines = [self._pending.popleft() for _ in range(min(len(self._pending), WRITE_LINES))]
        if lines:
            self.write_lines([printable(line) for line in lines])
        if not self._pending and self._writing is not None:
            self._writing.pause()

    def _take(self, progress: BuildProgress) -> None:
        event = progress.event
        if isinstance(event, StepStarted):
            self._titles[(progress.image, event.step.id)] = (event.step.name, event.step.line)
        elif isinstance(event, LogLines):
            self._head((progress.image, event.step_id))
            self._pending.extend(event.lines)
        elif isinstance(event, BuildFailed):
            self._pending.append("── the build has ended")
            self._pending.extend(event.failure.message.split("\n"))

    def _head(self, key: tuple[str, str]) -> None:
        if key == self._open_step or key not in self._titles:
            return
        self._open_step = key
        name, line = self._titles[key]
        image = "" if key[0] == "yours" else f"{key[0]} image: "
        where = f" (line {line})" if line else ""
        self._pending.append(f"── {image}{clean_line(name, 120)}{where}")

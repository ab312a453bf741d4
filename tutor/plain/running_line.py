"""The line at the bottom of a terminal that says what runs now; nothing at all where the output is no terminal."""

from __future__ import annotations

import shutil
import threading
import time
from typing import TextIO

_REDRAW_SECONDS = 0.5


class RunningLine:
    """Shows one line with its seconds, and takes it away before other lines are printed; use it as a context."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._lock = threading.Lock()
        self._text, self._since = "", 0.0
        self._shown = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> RunningLine:
        if self._terminal:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self.clear()

    def show(self, text: str) -> None:
        """Name what runs now; it appears after half a second, so that quick steps do not flicker."""
        with self._lock:
            if text != self._text:
                self._text, self._since = text, time.monotonic()

    def clear(self) -> None:
        """Take the line away, to print another."""
        with self._lock:
            if self._shown:
                self._stream.write("\r\x1b[K")
                self._stream.flush()
                self._shown = False

    def _tick(self) -> None:
        while not self._ended.wait(_REDRAW_SECONDS):
            with self._lock:
                if self._text and not self._ended.is_set():
                    seconds = f" {time.monotonic() - self._since:.0f} s"
                    width = shutil.get_terminal_size().columns - len(seconds) - 1
                    self._stream.write(f"\r\x1b[K{self._text[: max(width, 0)]}{seconds}")
                    self._stream.flush()
                    self._shown = True

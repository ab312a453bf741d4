"""Stop a build from another thread: on cancel, or when its time is over."""

from __future__ import annotations

import threading
from collections.abc import Callable

from tutor.engine.port import Cancel


class BuildStop:
    """Stops a build from another thread: on cancel, or when its time is over."""

    def __init__(self, cancel: Cancel, seconds: float) -> None:
        self.reason = ""
        self._abort: Callable[[], None] | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self, ("time_limit",))
        self._timer.daemon = True
        self._timer.start()
        cancel.then(lambda: self("cancelled"))

    def __call__(self, reason: str) -> None:
        """Stop the build; the first reason counts."""
        with self._lock:
            self.reason = self.reason or reason
            abort = self._abort
        if abort:
            abort()

    def watch(self, abort: Callable[[], None]) -> None:
        """Name what stops the build; called at once if it is to stop already."""
        with self._lock:
            self._abort = abort
            late = bool(self.reason)
        if late:
            abort()

    def close(self) -> None:
        """End the watch, and the build if its reader went away early."""
        self._timer.cancel()
        with self._lock:
            abort, self._abort = self._abort, None
        if abort:
            abort()  # harmless after the end; stops the engine if the reader went away early

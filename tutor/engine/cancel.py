"""A switch to stop a build or an attempt from another thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Cancel:
    """A switch that one thread throws and others watch; callbacks run at once, also if added late."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []

    def __call__(self) -> None:
        """Throw the switch; a second time does nothing."""
        with self._lock:
            if self._event.is_set():
                return
            self._event.set()
            callbacks = list(self._callbacks)
        for callback in callbacks:
            callback()

    @property
    def thrown(self) -> bool:
        """Return whether it was thrown."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait up to `seconds`; return whether it was thrown."""
        return self._event.wait(seconds)

    def then(self, callback: Callable[[], None]) -> None:
        """Call `callback` when the switch is thrown."""
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return
        callback()

    @contextmanager
    def during(self, callback: Callable[[], None]) -> Iterator[None]:
        """Call `callback` if the switch is thrown, or was; at the end it is forgotten."""
        self.then(callback)
        try:
            yield
        finally:
            with self._lock:
                if callback in self._callbacks:
                    self._callbacks.remove(callback)

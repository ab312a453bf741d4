"""Of several values that come while one is worked on, only the newest counts."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

from tutor.engine.cancel import Cancel

T = TypeVar("T")


class Newest(Generic[T]):
    """One thread puts values in, another takes the newest and works on it until a newer one comes."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._waiting: list[T] = []
        """At most one value."""
        self._work = Cancel()
        """Stops the work on the value that was taken last."""

    def put(self, value: T) -> None:
        """Offer a value: it takes the place of one that waits, and stops the work on the one before."""
        with self._condition:
            self._waiting = [value]
            work = self._work
            self._condition.notify()
        work()

    def take(self) -> tuple[T, Cancel]:
        """Wait for a value; return it, and the switch that is thrown when a newer one comes."""
        with self._condition:
            while not self._waiting:
                self._condition.wait()
            self._work = Cancel()
            return self._waiting.pop(), self._work

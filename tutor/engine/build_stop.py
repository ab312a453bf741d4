"""Stop a build from another thread: on cancel, or when its time is over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeAlias, TypeVar

from tutor.engine.port import Cancel

T = TypeVar("T")
_Answer: TypeAlias = tuple[T | None, BaseException | None]


class Stopped(Exception):
    """The build was stopped before the engine had answered."""


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

    def unless_stopped(self, ask: Callable[[], T], late: Callable[[T], object]) -> T:
        """Return the answer of `ask`, however long that takes; raises `Stopped` at once when the build is stopped.

        An answer that comes after that is handed to `late`. What `ask` raises is raised here.
        """
        answers: SimpleQueue[_Answer[T] | None] = SimpleQueue()
        self.watch(lambda: answers.put(None))
        self.check()
        _aside(lambda: answers.put(_asked(ask)))
        found = answers.get()
        if found is None:
            _aside(lambda: _drop(answers, late))
            raise Stopped
        answer, error = found
        if error is not None:
            raise error
        return answer  # type: ignore[return-value]  # None only beside an error, or where T is None

    def check(self) -> None:
        """Raise `Stopped` if the build is to stop."""
        if self.reason:
            raise Stopped

    def close(self) -> None:
        """End the watch, and the build if its reader went away early."""
        self._timer.cancel()
        with self._lock:
            abort, self._abort = self._abort, None
        if abort:
            abort()  # harmless after the end; stops the engine if the reader went away early


def _aside(action: Callable[[], None]) -> None:
    threading.Thread(target=action, name="engine-asking", daemon=True).start()


def _asked(ask: Callable[[], T]) -> _Answer[T]:
    try:
        return ask(), None
    except Exception as e:
        return None, e


def _drop(answers: SimpleQueue[_Answer[T] | None], late: Callable[[T], object]) -> None:
    """Wait for the answer that nobody wants any more, and give it back."""
    found = None
    while found is None:  # the build may be stopped more than once
        found = answers.get()
    if found[1] is None:
        late(found[0])  # type: ignore[arg-type]  # None only where T is None

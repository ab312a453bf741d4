"""Read a stream in a thread of its own, while what was read before is looked at."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from queue import SimpleQueue

from tutor.engine.cancel import Cancel
from tutor.engine.tar_source import CHUNK, NOTHING, Fill, Pull, filled
from tutor.errors import EngineTrouble

_BUFFERS = 4
_PATIENCE = 1.0
"""Seconds that a thread has to end; one whose source is silent for longer ends by itself when that wakes up."""


def unless_cancelled(cancel: Cancel) -> None:
    """Raise the error of a reading that was cancelled."""
    if cancel.thrown:
        raise _cancelled()


def _cancelled() -> EngineTrouble:
    return EngineTrouble("Reading the image was cancelled.", "Start again when you like.")


class _Stopped(Exception):
    """The one who reads has lost interest."""


class _ReadAhead:
    """A ring of buffers between a thread that fills them and the one who pulls."""

    def __init__(self, opened: AbstractContextManager[Fill], cancel: Cancel) -> None:
        self._opened, self._cancel = opened, cancel
        self._free: SimpleQueue[memoryview | None] = SimpleQueue()
        self._full: SimpleQueue[tuple[memoryview, memoryview] | BaseException] = SimpleQueue()
        for _ in range(_BUFFERS):
            self._free.put(memoryview(bytearray(CHUNK)))
        self._taken: memoryview | None = None
        self._ended = self._stopped = False
        self._thread = threading.Thread(target=self._run, name="read-ahead", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            with self._opened as fill:
                self._fill_buffers(fill)
        except BaseException as e:  # whatever it is, it belongs to the one who reads
            self._full.put(e)

    def _fill_buffers(self, fill: Fill) -> None:
        def wanted(buffer: memoryview) -> int:
            if self._stopped:
                raise _Stopped
            return fill(buffer)

        while (buffer := self._free.get()) is not None:
            size = filled(wanted, buffer)
            self._full.put((buffer, buffer[:size]))
            if size < CHUNK:
                return

    def pull(self) -> memoryview:
        """Return the next chunk as a `Pull`."""
        unless_cancelled(self._cancel)
        if self._ended:
            return NOTHING
        if self._taken is not None:
            self._free.put(self._taken)
        found = self._full.get()
        if isinstance(found, BaseException):
            self._ended = True
            raise found
        self._taken, chunk = found
        self._ended = len(chunk) < CHUNK
        return chunk

    def wake(self) -> None:
        """Let a `pull` that waits end with the error of a cancelled reading."""
        self._full.put(_cancelled())

    def stop(self) -> None:
        """End the thread. It is gone when this returns, but for a source that is silent: that is not waited for."""
        self._stopped = True
        self._free.put(None)
        self._thread.join(_PATIENCE)


@contextmanager
def read_ahead(opened: AbstractContextManager[Fill], cancel: Cancel) -> Iterator[Pull]:
    """Give the chunks of a stream that a thread opens, reads ahead and closes; `cancel` ends the reading with an error.

    The thread alone touches the stream, so that nobody has to wait for it: not for an engine that is long in giving its
    first byte, nor for a lock of a file that is just being read.
    """
    ahead = _ReadAhead(opened, cancel)
    try:
        with cancel.during(ahead.wake):
            yield ahead.pull
    finally:
        ahead.stop()

"""Read a stream in a thread of its own, while what was read before is looked at."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

from tutor.engine.cancel import Cancel
from tutor.engine.tar_source import CHUNK, NOTHING, Fill, Pull, filled
from tutor.errors import EngineTrouble

_BUFFERS = 4


class _Stopped(Exception):
    """The one who reads has lost interest."""


class _ReadAhead:
    """A ring of buffers between a thread that fills them and the one who pulls."""

    def __init__(self, fill: Fill, cancel: Cancel) -> None:
        self._fill, self._cancel = fill, cancel
        self._free: SimpleQueue[memoryview | None] = SimpleQueue()
        self._full: SimpleQueue[tuple[memoryview, memoryview] | BaseException] = SimpleQueue()
        for _ in range(_BUFFERS):
            self._free.put(memoryview(bytearray(CHUNK)))
        self._taken: memoryview | None = None
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="read-ahead", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            while (buffer := self._free.get()) is not None:
                size = filled(self._fill, buffer)
                self._full.put((buffer, buffer[:size]))
                if size < CHUNK:
                    return
        except BaseException as e:  # whatever it is, it belongs to the one who reads
            self._full.put(e)

    def pull(self) -> memoryview:
        """Return the next chunk as a `Pull`."""
        if self._cancel.thrown:
            raise EngineTrouble("Reading the image was cancelled.", "Start again when you like.")
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

    def stop(self) -> None:
        """End the thread; it is gone when this returns."""
        while not self._free.empty():
            self._free.get()
        self._free.put(None)
        self._thread.join()


@contextmanager
def read_ahead(fill: Fill, cancel: Cancel) -> Iterator[Pull]:
    """Give the chunks of a stream that a thread reads ahead; `cancel` ends the reading with an error."""
    ahead = _ReadAhead(fill, cancel)
    try:
        yield ahead.pull
    finally:
        ahead.stop()

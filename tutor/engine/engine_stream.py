"""The body of an engine's answer as a stream that another thread can end."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO, TYPE_CHECKING, Any, cast

from tutor.engine.cancel import Cancel
from tutor.engine.tar_source import Fill

if TYPE_CHECKING:
    import requests


class _Body(io.RawIOBase):
    """A response body as a raw stream."""

    def __init__(self, response: requests.Response) -> None:
        self._raw = response.raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as bytes are there."""
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class EngineStream(io.BufferedReader):
    """A response body; `abort` may be called under a reader in another thread."""

    def __init__(self, response: requests.Response, abort: Callable[[requests.Response], None]) -> None:
        super().__init__(_Body(response), 1 << 20)
        self._response, self._abort = response, abort

    def abort(self) -> None:
        """End the connection: whoever reads gets an error or the end."""
        self._abort(self._response)


@contextmanager
def aborted_by(stream: IO[bytes] | None, cancel: Cancel) -> Iterator[None]:
    """End a stream as soon as `cancel` is thrown, if it is one that could keep its reader waiting."""
    with cancel.during(getattr(stream, "abort", lambda: None)):
        yield


@contextmanager
def readable(opened: Callable[[], AbstractContextManager[IO[bytes]]], cancel: Cancel) -> Iterator[Fill]:
    """Give the bytes of a stream; it is opened when this is entered."""
    with opened() as stream, aborted_by(stream, cancel):
        yield cast("Any", stream).readinto

"""A gRPC server on one connection: HTTP/2 by `h2`, length-prefixed messages, a thread for each call (gRPC over HTTP/2)."""

from __future__ import annotations

import queue
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions

UNKNOWN, NOT_FOUND, UNIMPLEMENTED = 2, 5, 12
"""Status codes of gRPC."""
_MOST_MESSAGE = 64 << 20
_PREFIX = struct.Struct(">BI")


class GrpcError(Exception):
    """A call's answer is an error; `code` is a status code of gRPC."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class CallEnded(Exception):
    """The other side has given the call up, or the connection is gone."""


class Call:
    """One call: what came in, and a way to answer."""

    def __init__(self, stream_id: int, headers: Mapping[str, tuple[str, ...]], server: GrpcServer) -> None:
        self.headers = headers
        """Lower-case name -> values."""
        self._id, self._server = stream_id, server
        self._messages: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._buffer = bytearray()

    def receive(self) -> bytes | None:
        """Wait for the next message; None when the other side has no more."""
        return self._messages.get()

    def send(self, message: bytes) -> None:
        """Send a message; raises `CallEnded`."""
        self._server.send(self._id, _PREFIX.pack(0, len(message)) + message)

    def arrived(self, data: bytes) -> None:
        """Take in bytes of messages, in pieces of any length."""
        self._buffer += data
        while len(self._buffer) >= _PREFIX.size:
            _, size = _PREFIX.unpack_from(self._buffer)
            if size > _MOST_MESSAGE:
                self.ended()
                return
            if len(self._buffer) < _PREFIX.size + size:
                return
            self._messages.put(bytes(self._buffer[_PREFIX.size : _PREFIX.size + size]))
            del self._buffer[: _PREFIX.size + size]

    def ended(self) -> None:
        """No more messages will come."""
        self._messages.put(None)


class _Connection(h2.connection.H2Connection):
    DEFAULT_MAX_HEADER_LIST_SIZE = 16 << 20
    """Each pattern of an ignore file comes as a header; by `h2`'s own limit, 950 would be too many."""


Method = Callable[[Call], None]


class GrpcServer:
    """Answers the calls that come over one connection until it is closed."""

    def __init__(
        self, read: Callable[[], bytes], write: Callable[[bytes], None], methods: Mapping[str, Method]
    ) -> None:
        """`read` waits for bytes and returns nothing at the end; `write` sends all it is given."""
        self._read, self._write, self._methods = read, write, methods
        self._h2 = _Connection(h2.config.H2Configuration(client_side=False))
        self._calls: dict[int, Call] = {}
        self._changed = threading.Condition()
        """Guards all of the above, and tells senders that a window has grown or a stream is gone."""
        self._closed = False

    def serve(self) -> None:
        """Serve until the connection ends; whatever is wrong with it, nothing is raised."""
        with suppress(OSError, ValueError, h2.exceptions.ProtocolError):
            with self._changed:
                self._h2.initiate_connection()
                self._flush()
            while data := self._read():
                with self._changed:
                    for event in self._h2.receive_data(data):
                        self._handle(event)
                    self._flush()
        self.close()

    def close(self) -> None:
        """End all calls; the connection itself belongs to the caller."""
        with self._changed:
            self._closed = True
            for call in self._calls.values():
                call.ended()
            self._changed.notify_all()

    def send(self, stream_id: int, data: bytes) -> None:
        """Send bytes of a stream as its window allows; raises `CallEnded`."""
        at = 0
        while at < len(data):
            with self._changed:
                room = self._room(stream_id)
                while room <= 0:
                    self._changed.wait()
                    room = self._room(stream_id)
                piece = data[at : at + room]
                self._guarded(lambda piece=piece: self._h2.send_data(stream_id, piece))  # type: ignore[misc]
            at += len(piece)

    def _room(self, stream_id: int) -> int:
        if self._closed or stream_id not in self._calls:
            raise CallEnded
        return min(self._h2.local_flow_control_window(stream_id), self._h2.max_outbound_frame_size)

    def _handle(self, event: h2.events.Event) -> None:
        if isinstance(event, h2.events.RequestReceived):
            self._begin(event)
        elif isinstance(event, h2.events.DataReceived):
            if event.flow_controlled_length:
                self._h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            if event.stream_id in self._calls:
                self._calls[event.stream_id].arrived(event.data or b"")
        elif isinstance(event, h2.events.StreamEnded):
            if event.stream_id in self._calls:
                self._calls[event.stream_id].ended()
        elif isinstance(event, h2.events.StreamReset):
            call = self._calls.pop(event.stream_id, None)
            if call is not None:
                call.ended()
        elif isinstance(event, h2.events.ConnectionTerminated):
            self._closed = True
        self._changed.notify_all()

    def _begin(self, event: h2.events.RequestReceived) -> None:
        headers = _headers(event.headers)
        call = Call(event.stream_id, headers, self)
        self._calls[event.stream_id] = call
        path = headers.get(":path", ("",))[0]
        threading.Thread(target=self._run, args=(event.stream_id, path, call), daemon=True).start()

    def _run(self, stream_id: int, path: str, call: Call) -> None:
        code, words = 0, ""
        try:
            method = self._methods.get(path)
            if method is None:
                raise GrpcError(UNIMPLEMENTED, "unknown method")
            self._start_answer(stream_id)
            method(call)
        except CallEnded:
            return
        except GrpcError as e:
            code, words = e.code, str(e)
        except Exception as e:  # an answer that fails must not take the connection with it
            code, words = UNKNOWN, f"{type(e).__name__}: {e}"
        self._end_answer(stream_id, code, words)

    def _start_answer(self, stream_id: int) -> None:
        with self._changed:
            if stream_id not in self._calls:
                raise CallEnded
            headers = [(":status", "200"), ("content-type", "application/grpc")]
            self._guarded(lambda: self._h2.send_headers(stream_id, headers))

    def _end_answer(self, stream_id: int, code: int, words: str) -> None:
        trailers = [("grpc-status", str(code)), *([("grpc-message", _percent(words))] if words else [])]
        with self._changed, suppress(CallEnded):
            if self._calls.pop(stream_id, None) is None:
                return
            if code == UNIMPLEMENTED:  # nothing was answered yet: headers and trailers in one
                trailers = [(":status", "200"), ("content-type", "application/grpc"), *trailers]
            self._guarded(lambda: self._h2.send_headers(stream_id, trailers, end_stream=True))

    def _guarded(self, action: Callable[[], None]) -> None:
        """Do something to the connection and send what comes of it; raises `CallEnded` if that cannot be."""
        try:
            action()
            self._flush()
        except (OSError, ValueError, h2.exceptions.H2Error) as e:
            raise CallEnded from e

    def _flush(self) -> None:
        data = self._h2.data_to_send()
        if data:
            self._write(data)


def _headers(pairs: Any) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(_text(name).lower(), []).append(_text(value))
    return {name: tuple(values) for name, values in found.items()}


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "surrogateescape")


def _percent(words: str) -> str:
    """Return a status message as gRPC writes it: printable ASCII, all else in percent form."""
    data = words.encode("utf-8", "replace")[:1000]
    return "".join(chr(b) if 0x20 <= b < 0x7F and b != 0x25 else f"%{b:02X}" for b in data)

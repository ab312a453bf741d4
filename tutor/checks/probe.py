"""A running container seen from outside: does it start, does it answer, what does it say."""

from __future__ import annotations

import threading
import time
import urllib.parse
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from socket import SHUT_RDWR, socket
from typing import TYPE_CHECKING

from tutor.engine.listening import reachable
from tutor.engine.port import Cancel, ContainerState, Engine, RunRequest, StartRefused

if TYPE_CHECKING:
    from http.client import HTTPResponse

_BODY_LIMIT = 4_000_000
_POLL = 0.1
_WRONG_PLACE_SECONDS = 12.0
"""How long a server may listen only where nobody outside can reach it before waiting for it is pointless."""


_WORDS = {
    "ConnectionRefusedError": "nobody listens there",
    "ConnectionResetError": "the connection was closed at once",
    "RemoteDisconnected": "the connection was closed at once",
    "BadStatusLine": "what came back is not HTTP",
}


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; `status` is 0 if there was none, then `error` says why."""

    path: str
    status: int
    body: str = ""
    content_type: str = ""
    error: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By their names in lower case."""

    @property
    def told(self) -> str:
        """Return what happened, for a sentence: `200`, `404`, `no answer (...)`."""
        return str(self.status) if self.status else f"no answer ({_WORDS.get(self.error, self.error)})"


class Probe:
    """One container of one attempt; `close` removes it."""

    def __init__(self, engine: Engine, port: int, cancel: Cancel) -> None:
        self._engine, self._port, self._cancel = engine, port, cancel
        self._container = ""
        self._answers: dict[str, Answer] = {}
        self._host_port: int | None = None
        self._socket: socket | None = None
        self._last = Answer("", 0)
        cancel.then(self._hang_up)
        self._began = 0.0
        self.refused = ""
        """The engine's words, if it would not start the container at all."""
        self.state = ContainerState(running=False, exit_code=None)
        self.seconds = 0.0
        """How long it ran until it was ready, or stopped."""
        self.log: tuple[str, ...] = ()
        self.listening: tuple[tuple[str, int], ...] | None = None
        """Where the processes of a container that did not answer, or is not healthy, listen; None if nobody looked."""
        self.health_said = ""
        """What the health check of a container that did not become healthy printed last; harmless."""

    def start(self, request: RunRequest) -> None:
        """Start the container; what the image is to blame for is kept in `refused`."""
        self._began = time.monotonic()
        try:
            self._container = self._engine.start(request)
        except StartRefused as e:
            self.refused = str(e)

    def wait(self, path: str, seconds: float) -> None:
        """Wait until the server answers on `path`, stops, listens in the wrong place, or the time is over."""
        deadline = self._began + seconds
        suspicious = 0.0
        while self._container and not self._cancel.thrown:
            self.state = self._engine.state(self._container)
            self.seconds = time.monotonic() - self._began
            if not self.state.running or time.monotonic() > deadline:
                break
            if self._answers_on(path, deadline - time.monotonic()):
                self.listening = None  # what was seen before it was ready says nothing now
                break
            if self.seconds > suspicious + 1.0:
                suspicious = self.seconds
                if self._waits_in_vain():
                    break
            self._cancel.wait(_POLL)
        self._keep_log()

    def stay(self, seconds: float) -> None:
        """Wait until it has run for so long, or has stopped."""
        deadline = self._began + seconds
        while self._container and not self._cancel.thrown:
            self.state = self._engine.state(self._container)
            self.seconds = time.monotonic() - self._began
            if not self.state.running or time.monotonic() > deadline:
                break
            self._cancel.wait(_POLL)
        self._keep_log()

    def look_again(self) -> None:
        """See whether it still runs; if not, keep what it printed last."""
        if self._container and not self._cancel.thrown:
            self.state = self._engine.state(self._container)
            if not self.state.running:
                self._keep_log()

    def look_where_it_listens(self) -> None:
        """Keep where the processes listen now."""
        if self._container and not self._cancel.thrown:
            self.listening = self._engine.listening(self._container)

    @property
    def container(self) -> str:
        """Return the container's id; empty if there is none."""
        return self._container

    def get(self, path: str, seconds: float = 20.0) -> Answer:
        """Return the answer to GET `path` from outside the container; asked once, then remembered."""
        if path not in self._answers:
            self._answers[path] = self._ask(path, seconds)
        return self._answers[path]

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Return what was answered so far; the last failed question, if nothing was."""
        known = tuple(self._answers.values())
        return known or ((self._last,) if self._last.error else ())

    def out_of_reach(self, answer: Answer) -> bool:
        """Return whether the server listens as it should, but its published port is not on this machine."""
        refused = answer.error == ConnectionRefusedError.__name__
        return refused and bool(self.listening) and reachable(self.listening or (), self._port)

    def close(self) -> None:
        """Remove the container."""
        if self._container:
            container, self._container = self._container, ""
            self._engine.remove(container)

    def _answers_on(self, path: str, seconds: float) -> bool:
        self._last = answer = self._ask(path, max(1.0, seconds))
        if answer.status:
            self._answers[path] = answer
        return answer.status != 0

    def _waits_in_vain(self) -> bool:
        """Return whether it listens somewhere, and has for a while, but not where this machine can ask it."""
        self.listening = self._engine.listening(self._container)
        return bool(self.listening) and self.seconds > _WRONG_PLACE_SECONDS and self._is_cut_off()

    def _is_cut_off(self) -> bool:
        return not reachable(self.listening or (), self._port) or self.out_of_reach(self._last)

    def _ask(self, path: str, seconds: float) -> Answer:
        import http.client  # 30 ms that only a running container is worth; labs are loaded without one

        if self._host_port is None and self._container:
            self._host_port = self._engine.host_port(self._container, self._port)
        if self._host_port is None:
            return Answer(path, 0, error="the container is not running")
        deadline = time.monotonic() + seconds
        connection = http.client.HTTPConnection("127.0.0.1", self._host_port, timeout=seconds)
        limit = threading.Timer(
            seconds, self._hang_up
        )  # the socket's own limit is for each piece, not for all
        limit.daemon = True
        limit.start()
        try:
            connection.request(
                "GET", urllib.parse.quote(path, safe="/?&=%+:,;@~!$'()*[]"), headers={"Connection": "close"}
            )
            self._socket = connection.sock
            response = connection.getresponse()
            body = _body(response, deadline)
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(path, response.status, body, headers.get("content-type", ""), headers=headers)
        except TimeoutError:
            return Answer(path, 0, error=f"nothing within {seconds:.0f} s")
        except (OSError, http.client.HTTPException) as e:
            late = time.monotonic() >= deadline
            return Answer(path, 0, error=f"nothing within {seconds:.0f} s" if late else type(e).__name__)
        finally:
            limit.cancel()
            self._socket = None
            connection.close()

    def _hang_up(self) -> None:
        """Break off a question that is being waited for, from another thread."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(SHUT_RDWR)

    def _keep_log(self) -> None:
        if self._container:
            self.log = self._engine.logs(self._container)


def _body(response: HTTPResponse, deadline: float) -> str:
    """Return the body as text, cut at a limit; raises `TimeoutError` for one that never ends."""
    parts: list[bytes] = []
    while sum(map(len, parts)) < _BODY_LIMIT and (part := response.read1(_BODY_LIMIT)):
        parts.append(part)
    if time.monotonic() >= deadline:
        raise TimeoutError
    return b"".join(parts).decode("utf-8", "replace")

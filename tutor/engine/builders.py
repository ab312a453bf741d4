"""The ways to start a build in a Docker engine: through BuildKit with a session, or with the context sent first."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

import requests

from tutor.engine.build_events import BuildEvent, StepStarted
from tutor.engine.buildkit.session import DOCKERFILE as SERVED_DOCKERFILE
from tutor.engine.buildkit.session import METHODS, Served, Session
from tutor.engine.buildkit.stream import BuildKitStream
from tutor.engine.context import DOCKERFILE, pack
from tutor.engine.port import LABEL, BuildRequest
from tutor.engine.raw_api import RawApi
from tutor.engine.registry_login import find_login
from tutor.engine.substitute import substitute_bases
from tutor.engine.text_stream import TextStream

_START_SECONDS = 0.4
"""How long a command may take to start. BuildKit can lose sight of one that is being started when the build is cancelled,
and leave it running (moby/buildkit, issue 2855; seen with dockerd 26.1), so a cancel waits for that."""


class Stream(Protocol):
    """What turns the engine's messages into events."""

    ended: bool

    def events(self, messages: Iterator[Mapping[str, Any]]) -> Iterator[BuildEvent]:
        """Yield the events of the messages."""
        ...

    def fail(self, kind: str, message: str) -> Iterator[BuildEvent]:
        """Yield the end of a build that failed for `kind`."""
        ...


class Builder(Protocol):
    """One way to build one request."""

    @property
    def stream(self) -> Stream:
        """Return what reads the answer."""
        ...

    def fetch(self) -> requests.Response | None:
        """Begin to pull what has to be there before the build is started; None if there is nothing to wait for."""
        ...

    def start(self) -> requests.Response:
        """Start the build; raises the SDK's errors."""
        ...

    def saw(self, event: BuildEvent) -> None:
        """Take note of an event."""
        ...

    def stop(self, response: requests.Response) -> None:
        """End the build, from another thread while its answer is read."""
        ...

    def close(self) -> None:
        """Give back what the build needed."""
        ...


class BuildKitBuilder:
    """A build through BuildKit, which asks for all it needs over a session."""

    _command_began = -_START_SECONDS
    _stopping: threading.Timer | None = None

    def __init__(self, raw: RawApi, request: BuildRequest) -> None:
        self.stream = BuildKitStream(
            request.dockerfile, substitutes=request.base_substitutes, target=request.target
        )
        self._raw, self._request = raw, request
        text = substitute_bases(request.dockerfile, request.base_substitutes)
        self._session = Session(Served(request.context, text, request.ignore, request.secrets, find_login))

    def open(self) -> None:
        """Open the session; raises the SDK's errors if the engine has none."""
        self._session.start(self._raw.session(self._session.id, self._session.shared_key, METHODS))

    def fetch(self) -> requests.Response | None:
        """Return None: the engine pulls while it builds."""
        return None

    def start(self) -> requests.Response:
        """Start the build; raises the SDK's errors."""
        own = {
            "version": "2",
            "session": self._session.id,
            "buildid": secrets.token_hex(16),
            "remote": "client-session",
            "dockerfile": SERVED_DOCKERFILE,
        }
        return self._raw.build(None, _params(self._request) | own)

    def saw(self, event: BuildEvent) -> None:
        """Take note of when a command was started last."""
        if isinstance(event, StepStarted) and event.step.name.upper().startswith("RUN"):
            self._command_began = time.monotonic()

    def stop(self, response: requests.Response) -> None:
        """End the build: the engine does so when nobody listens any more."""
        wait = 0.0 if self.stream.ended else self._command_began + _START_SECONDS - time.monotonic()
        timer = threading.Timer(max(0.0, wait), self._raw.abort, (response,))
        timer.start()
        self._stopping = timer

    def close(self) -> None:
        """End the session; a build that still runs ends with it."""
        if self._stopping is not None:
            self._stopping.join()
        self._session.close()


class ClassicBuilder:
    """A build by the classic builder, or by Podman: the context is sent first, and the answer is text."""

    def __init__(self, raw: RawApi, request: BuildRequest, check: Callable[[], None]) -> None:
        """`check` raises `Stopped` if the build is to stop."""
        self.stream = TextStream(request.dockerfile)
        self._raw, self._request, self._check = raw, request, check

    def fetch(self) -> requests.Response | None:
        """Return None: the engine pulls while it builds."""
        return None

    def start(self) -> requests.Response:
        """Pack and send the context; raises the SDK's errors, and `Stopped`."""
        return self._send({})

    def _send(
        self, more: Mapping[str, object], beside: Mapping[str, bytes] | None = None
    ) -> requests.Response:
        """Send the context, with more parameters and with files beside the Dockerfile."""
        own = {"dockerfile": DOCKERFILE, "rm": True, "forcerm": True, **more}
        text = substitute_bases(self._request.dockerfile, self._request.base_substitutes)
        with pack(self._request.context, text, self._request.ignore, self._check, beside) as context:
            self._check()
            return self._raw.build(context, _params(self._request) | own)

    def saw(self, event: BuildEvent) -> None:
        """Do nothing."""

    def stop(self, response: requests.Response) -> None:
        """End the build: the engine does so when nobody listens any more."""
        self._raw.abort(response)

    def close(self) -> None:
        """Do nothing: the response is all there was."""


def _params(request: BuildRequest) -> dict[str, object]:
    """Return what every builder is told."""
    params: dict[str, object] = {
        "t": request.tag,
        "labels": {LABEL: request.purpose},
        "buildargs": dict(request.build_arguments),
    }
    if request.no_cache:
        params["nocache"] = True
    if request.hosts:
        params["extrahosts"] = host_lines(request.hosts)
    return params | ({"target": request.target} if request.target else {})


def host_lines(hosts: Mapping[str, str]) -> list[str]:
    """Return names and addresses as engines take them: `registry.test:172.17.0.2`."""
    return [f"{host}:{address}" for host, address in hosts.items()]

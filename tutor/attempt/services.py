"""The servers of a lab during an attempt: built once, started when they are needed, gone at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import suppress

from tutor.attempt.events import AttemptEvent, PhaseStarted
from tutor.attempt.image_builder import ImageBuilder
from tutor.checks.probe import Probe
from tutor.engine.listening import reachable
from tutor.engine.port import Cancel, Engine, RunRequest
from tutor.errors import EngineTrouble
from tutor.model.course import Lab
from tutor.model.service import Service
from tutor.safe_text import clean_line

_START_SECONDS = 30.0
MEMORY_MB = 256
PROCESSES = 64
"""What one of them may take."""
_POLL = 0.1
_LOG_LINES = 3
_LAB_FIX = "This says nothing about your Dockerfile. Try again; if it stays, tell the author of the lab."


class AttemptServices:
    """What runs beside the learner's builds and containers; a lab without services costs nothing."""

    def __init__(self, lab: Lab, cancel: Cancel) -> None:
        self._lab, self._cancel = lab, cancel
        self._running: dict[str, _Running] = {}

    def start(self, during: str, engine: Engine, images: ImageBuilder) -> Iterator[AttemptEvent]:
        """Start those that are needed now and do not run yet; raises `EngineTrouble` if one does not come up."""
        for service in self._lab.services:
            if during in service.during and service.id not in self._running:
                yield PhaseStarted("services", f"Starting the lab's own server {service.host}.")
                image = yield from images.service(service)
                running = self._running[service.id] = _Running(service, engine, self._cancel)
                running.start(image)

    def hosts(self, during: str) -> Mapping[str, str]:
        """Return the names that are known now, with their addresses."""
        started = (self._running.get(s.id) for s in self._lab.services if during in s.during)
        return {running.service.host: running.address for running in started if running}

    def stopped(self) -> str:
        """Return which one has stopped, with its last words; empty if all that were started run."""
        return next(filter(None, (running.end() for running in self._running.values())), "")

    def close(self) -> None:
        """Remove them."""
        for running in self._running.values():
            with suppress(EngineTrouble):
                running.probe.close()


class _Running:
    """One server that was started."""

    def __init__(self, service: Service, engine: Engine, cancel: Cancel) -> None:
        self.service, self._engine, self._cancel = service, engine, cancel
        self.probe = Probe(engine, service.port, cancel)
        self.address = ""

    def start(self, image: str) -> None:
        """Start it and wait until it is ready."""
        self.probe.start(RunRequest(image, self.service.port, "service", MEMORY_MB, PROCESSES))
        self.address = self._engine.address(self.probe.container) if self.probe.container else ""
        is_ready = self._answers() if self.service.ready else self._listens()
        if self._cancel.thrown:
            raise EngineTrouble("The attempt was cancelled.", "Check again when you like.")
        if not is_ready:
            raise EngineTrouble(f"{self._name} did not come up{self._words()}.", _LAB_FIX)
        if not self.address:
            said = f"{self._name} runs, but this engine gives its containers no address that others reach."
            raise EngineTrouble(said, "A rootless Podman is like that: use one with root, or Docker.")

    def end(self) -> str:
        """Return that it has stopped, with its last words; empty if it runs."""
        self.probe.look_again()
        return "" if self.probe.state.running else f"{self._name} has stopped{self._words()}. {_LAB_FIX}"

    def _answers(self) -> bool:
        """Wait for an HTTP answer; return whether there is one, or the port is open where this machine cannot ask."""
        self.probe.wait(self.service.ready, _START_SECONDS)
        return any(answer.status or self.probe.out_of_reach(answer) for answer in self.probe.answers)

    def _listens(self) -> bool:
        """Wait until the port is open for others; return whether it is."""
        deadline = time.monotonic() + _START_SECONDS
        while self.probe.container and not self._cancel.thrown and time.monotonic() < deadline:
            sockets = self._engine.listening(self.probe.container)
            if sockets and reachable(sockets, self.service.port):
                return True
            self.probe.look_again()
            if not self.probe.state.running:
                break
            self._cancel.wait(_POLL)
        return False

    @property
    def _name(self) -> str:
        return f"The lab's own server {self.service.host}"

    def _words(self) -> str:
        """Return the engine's refusal, or the last lines that it printed, as the end of a sentence."""
        printed = [line for line in map(clean_line, self.probe.log) if line]
        said = clean_line(self.probe.refused, 300) or " / ".join(printed[-_LOG_LINES:])
        return f": {said.rstrip('.')}" if said else ""

"""Containers in a Docker engine: start, watch, remove."""

from __future__ import annotations

import itertools
import os
from contextlib import suppress

from docker.errors import APIError

from tutor.engine.docker_api import Conflict, DockerApi, Missing
from tutor.engine.listening import listening_sockets
from tutor.engine.port import LABEL, ContainerState, RunRequest, StartRefused
from tutor.errors import EngineTrouble
from tutor.safe_text import clean

PID_LABEL = f"{LABEL}.pid"
"""Label key on containers; the value is the process that made them."""
_COUNTER = itertools.count(1)


class DockerContainers(DockerApi):
    """The container part of an engine."""

    def start(self, request: RunRequest) -> str:
        """Start a container with a free port on loopback; return its id."""
        memory = request.memory_mb * 1_000_000
        host = self._api.create_host_config(
            port_bindings={request.port: ("127.0.0.1", None)},
            mem_limit=memory,
            memswap_limit=memory,
            pids_limit=request.processes,
            log_config={"Type": "json-file", "Config": {"max-size": "2m", "max-file": "1"}}
            if not self._is_podman
            else None,
        )
        name = f"multistage-tutor-{os.getpid()}-{next(_COUNTER)}"
        labels = {LABEL: request.purpose, PID_LABEL: str(os.getpid())}
        try:
            made = self._api.create_container(
                request.image, host_config=host, ports=[request.port], labels=labels, name=name
            )
            self._api.start(made["Id"])
        except APIError as e:
            self.remove(name)
            raise StartRefused(clean(str(e.explanation or e), 600)) from None
        except BaseException:  # an interrupt, too, must not leave a container behind
            self.remove(name)
            raise
        return name

    @property
    def _is_podman(self) -> bool:
        return "podman" in self._address

    def state(self, container: str) -> ContainerState:
        """Return how the container is doing."""
        try:
            with self._told():
                state = self._api.inspect_container(container)["State"]
        except Missing:
            return ContainerState(running=False, exit_code=None)
        running = bool(state.get("Running"))
        return ContainerState(
            running, None if running else int(state.get("ExitCode") or 0), bool(state.get("OOMKilled"))
        )

    def host_port(self, container: str, port: int) -> int | None:
        """Return the port on loopback, or None if the container does not run."""
        try:
            with self._told():
                found = self._api.inspect_container(container)
        except Missing:
            return None
        bindings = (found.get("NetworkSettings", {}).get("Ports") or {}).get(f"{port}/tcp") or []
        return int(bindings[0]["HostPort"]) if bindings else None

    def listening(self, container: str) -> tuple[tuple[str, int], ...] | None:
        """Return what the container listens on, read from the kernel's tables by the image's own `cat`."""
        try:
            with self._told():
                made = self._api.exec_create(container, ["cat", "/proc/net/tcp", "/proc/net/tcp6"])
                output = self._api.exec_start(made["Id"])
        except (Missing, Conflict, EngineTrouble):
            return None
        return listening_sockets(output.decode("ascii", "replace"))

    def logs(self, container: str, lines: int = 40) -> tuple[str, ...]:
        """Return the last lines that the container printed, harmless text."""
        try:
            with self._told():
                data = self._api.logs(container, tail=lines)
        except Missing:
            return ()
        return tuple(clean(data.decode("utf-8", "replace"), 20_000).splitlines())[-lines:]

    def remove(self, container: str) -> None:
        """Stop and remove a container at once; a missing one is no error."""
        with suppress(Missing, Conflict), self._told():
            self._api.remove_container(container, v=True, force=True)

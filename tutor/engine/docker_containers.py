"""Containers in a Docker engine: start, watch, remove."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

from docker.errors import APIError

from tutor.engine.build_events import OURS
from tutor.engine.docker_api import Conflict, DockerApi, Missing
from tutor.engine.failure import classify
from tutor.engine.listening import listening_sockets, local_tables
from tutor.engine.owner import own_mark
from tutor.engine.port import LABEL, ContainerState, Process, RunRequest, StartRefused
from tutor.errors import EngineTrouble
from tutor.safe_text import clean, clean_line

OWNER_LABEL = f"{LABEL}.owner"
"""Label key on containers; the value is the mark of the process that made them."""


_PS = "-eo pid,uid,args"
_PODMAN_PS = "pid,user,args"
"""Podman takes names of columns; its users are those inside the container."""
_MOST_SOCKETS = 256_000
"""Bytes of the kernel's table of sockets that are read: about 1,500 sockets."""


_MOST_HEALTH = 4_000
"""Characters of what a health check printed that are kept."""
_MOST_LOG = 20_000
"""Bytes of what a container printed that are kept, from its end."""


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
            read_only=request.read_only,
            tmpfs=dict.fromkeys(request.tmpfs, "") or None,
            extra_hosts=dict(request.hosts) or None,
            log_config={"Type": "json-file", "Config": {"max-size": "2m", "max-file": "1"}}
            if not self.is_podman
            else None,
        )
        name = f"multistage-tutor-{secrets.token_hex(6)}"
        labels = {LABEL: request.purpose, OWNER_LABEL: own_mark()}
        try:
            with self._told():
                self._create_and_start(request, name, host, labels)
        except BaseException:  # an interrupt, too, must not leave a container behind
            self.remove(name)
            raise
        return name

    def _create_and_start(
        self, request: RunRequest, name: str, host: dict[str, Any], labels: dict[str, str]
    ) -> None:
        try:
            made = self._api.create_container(
                request.image,
                host_config=host,
                ports=[request.port],
                labels=labels,
                name=name,
                stop_signal="SIGKILL",  # Podman stops before it removes, and waits 10 s for a program that does not listen
            )
            self._api.start(made["Id"])
        except APIError as e:
            words = str(e.explanation or e)
            if classify(words) in OURS:
                raise
            raise StartRefused(clean(words, 600)) from None

    def state(self, container: str) -> ContainerState:
        """Return how the container is doing."""
        try:
            with self._told():
                state = self._api.inspect_container(container)["State"]
        except Missing:
            return ContainerState(running=False, exit_code=None)
        running = bool(state.get("Running"))
        health = (
            state.get("Health") or state.get("Healthcheck") or {}
        )  # as Docker calls it, and as old Podmans do
        last = (health.get("Log") or [{}])[-1] or {}
        return ContainerState(
            running,
            None if running else int(state.get("ExitCode") or 0),
            bool(state.get("OOMKilled")),
            clean(str(health.get("Status") or ""), 20).replace("none", ""),
            clean(str(last.get("Output") or ""), _MOST_HEALTH).strip(),
            clean(str(last.get("Start") or ""), 60),
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

    def address(self, container: str) -> str:
        """Return the IP address by which containers of this engine reach this one; empty if it has none."""
        try:
            with self._told():
                networks = self._api.inspect_container(container)["NetworkSettings"].get("Networks") or {}
        except Missing:
            return ""
        return next((str(a) for n in networks.values() if (a := (n or {}).get("IPAddress"))), "")

    def listening(self, container: str) -> tuple[tuple[str, int], ...] | None:
        """Return what the container listens on, from the kernel's tables: read here, else by the image's own `cat`."""
        try:
            with self._told():
                found = self._api.inspect_container(container)
                if tables := local_tables(int(found["State"].get("Pid") or 0), found["Id"]):
                    return listening_sockets(tables)
                made = self._api.exec_create(container, ["cat", "/proc/net/tcp", "/proc/net/tcp6"])
                output = _at_most(_MOST_SOCKETS, self._api.exec_start(made["Id"], stream=True))
        except (Missing, Conflict, EngineTrouble):
            return None
        return listening_sockets(output.decode("ascii", "replace"))

    def processes(self, container: str) -> tuple[Process, ...] | None:
        """Return what runs in the container; None if the engine cannot tell, or tells users of another namespace."""
        if self._users_are_mapped:
            return None
        try:
            with self._told():
                found = self._api.top(container, ps_args=_PODMAN_PS if self.is_podman else _PS)
        except EngineTrouble:  # it has ended, or the engine has no `ps`
            return None
        return processes(found)

    @cached_property
    def _users_are_mapped(self) -> bool:
        """Return whether root in a container is another user outside, so that the numbers of outside say nothing."""
        with self._told():
            options = self._api.info().get("SecurityOptions") or []
        return not self.is_podman and any("userns" in str(o) or "rootless" in str(o) for o in options)

    def signal(self, container: str, name: str) -> None:
        """Send a signal to the container's first process; one that has ended is no error."""
        with suppress(Missing, Conflict), self._told():
            self._api.kill(container, signal=name)

    def logs(self, container: str, lines: int = 40) -> tuple[str, ...]:
        """Return the last lines that the container printed, harmless text."""
        try:
            with self._told():
                data = _last(_MOST_LOG, self._api.logs(container, tail=lines, stream=True, follow=False))
        except Missing:
            return ()
        return tuple(clean(data.decode("utf-8", "replace"), _MOST_LOG).splitlines())[-lines:]

    def remove(self, container: str) -> None:
        """Stop and remove a container at once; a missing one is no error."""
        with suppress(Missing, Conflict), self._told():
            self._api.remove_container(container, v=True, force=True)


def processes(answer: Mapping[str, Any]) -> tuple[Process, ...] | None:
    """Return the processes in an engine's answer; None if it has no users."""
    titles = [str(title).upper() for title in answer.get("Titles") or []]
    user = next((titles.index(name) for name in ("UID", "USER") if name in titles), None)
    rows = [row for row in answer.get("Processes") or [] if isinstance(row, list) and len(row) == len(titles)]
    if user is None or not rows:
        return None
    return tuple(Process(clean_line(str(row[user]), 40), clean_line(str(row[-1]), 120)) for row in rows)


def _at_most(size: int, chunks: Iterable[bytes]) -> bytes:
    """Return the first `size` bytes; an image's own program may print without end."""
    found = b""
    for chunk in chunks:
        found += chunk
        if len(found) >= size:
            break
    return found[:size]


def _last(size: int, chunks: Iterable[bytes]) -> bytes:
    """Return the last `size` bytes, without keeping more of an output that may be very long."""
    kept = b""
    for chunk in chunks:
        kept = (kept + chunk)[-size:]
    return kept

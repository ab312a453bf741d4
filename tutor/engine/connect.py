"""Find the engine: the user's own first, then the tutor's private one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docker import transport
from docker.api.client import APIClient
from docker.errors import DockerException
from docker.tls import TLSConfig
from docker.utils import kwargs_from_env

from tutor.engine.docker import DockerEngine
from tutor.engine.raw_api import quiet_ssh
from tutor.errors import ChosenEngineSilent, NoEngine
from tutor.safe_text import clean_line

FIX = "Start the engine you have, or let the tutor start a private one with `tutor engine up`. `tutor doctor` tells more."


JOIN_GROUP = "Add yourself to the group `docker` (`sudo usermod -aG docker $USER`), log in again, and repeat."
SYSTEM_SOCKETS = (Path("/var/run/docker.sock"), Path("/run/podman/podman.sock"))
"""Sockets of engines that belong to the machine."""


def find_engine(private_socket: Path | None = None) -> DockerEngine:
    """Return the first engine that answers; raises `NoEngine` with what was tried.

    `DOCKER_HOST` and a Docker context that the user chose are binding: if they do not answer, nothing else is tried.
    """
    chosen = _chosen()
    if chosen is not None:
        try:
            return open_engine(*chosen)
        except NoEngine as e:
            raise ChosenEngineSilent(
                f"The engine that your settings name does not answer: {e.message}",
                e.fix or "Start it, or unset DOCKER_HOST and DOCKER_CONTEXT.",
            ) from None
    tried = []
    for address in _candidates(private_socket):
        try:
            return open_engine(address)
        except NoEngine as e:
            tried.append(e.message)
    raise NoEngine(*_nothing_answers(tried))


def _nothing_answers(tried: list[str]) -> tuple[str, str]:
    """Return what to say when no engine answers; a socket that may not be used is the commonest reason."""
    refused = next((words for words in tried if "Permission denied" in words), "")
    if refused:
        return f"You may not use the container engine here: {refused}", JOIN_GROUP
    found = f" ({'; '.join(tried)})" if tried else ""
    return f"No container engine answers on this machine{found}.", FIX


def open_engine(address: str, tls: TLSConfig | None = None) -> DockerEngine:
    """Return the engine at `address`; raises `NoEngine` if it does not answer within a few seconds."""
    kwargs: dict[str, Any] = {"base_url": address, "tls": tls or False}
    try:
        if address == os.environ.get("DOCKER_HOST"):
            kwargs = dict(kwargs_from_env())
        if address.startswith("ssh://"):
            _check_ssh(address)
            quiet_ssh()
            kwargs["use_ssh_client"] = True  # the user's own ssh, with its keys and settings
        probe = APIClient(version="auto", timeout=5, **kwargs)
        probe.close()
        return DockerEngine(APIClient(version=probe.api_version, timeout=60, **kwargs), address)
    except (DockerException, OSError, ValueError) as e:
        raise NoEngine(f"{clean_line(address, 120)}: {clean_line(str(e), 200)}") from None


def _check_ssh(address: str) -> None:
    """Raise `NoEngine` if the SDK's way through ssh is not there; it needs a package that it does not ask for."""
    if not hasattr(transport, "SSHHTTPAdapter"):
        raise NoEngine(
            f"{clean_line(address, 120)}: addresses with ssh:// need the Python package paramiko, which is not installed.",
            "Forward the engine's socket with `ssh -nNT -L /tmp/engine.sock:/var/run/docker.sock HOST`,"
            " and set DOCKER_HOST=unix:///tmp/engine.sock.",
        )


def _chosen() -> tuple[str, TLSConfig | None] | None:
    """Return the address that the user chose by `DOCKER_HOST` or a context, with its certificates, or None."""
    if os.environ.get("DOCKER_HOST"):
        return os.environ["DOCKER_HOST"], None
    from docker.context import ContextAPI

    name = os.environ.get("DOCKER_CONTEXT") or _current_context()
    if not name or name == "default":
        return None
    try:
        context = ContextAPI.get_context(name)
    except DockerException as e:
        raise NoEngine(
            f"The Docker context `{clean_line(name, 60)}` cannot be read: {clean_line(str(e), 120)}.",
            "`docker context ls` lists those there are.",
        ) from None
    if context is None:
        raise NoEngine(
            f"There is no Docker context called `{clean_line(name, 60)}`.",
            "`docker context ls` lists those there are; or unset DOCKER_CONTEXT.",
        )
    return (str(context.Host), context.TLSConfig) if context.Host else None


def _current_context() -> str | None:
    from docker.utils.config import load_general_config

    name = load_general_config().get("currentContext")
    return str(name) if name else None


def _candidates(private_socket: Path | None) -> Iterator[str]:
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}")
    home = Path.home()
    docker, podman = SYSTEM_SOCKETS
    sockets = [
        docker,
        runtime / "docker.sock",
        home / ".docker/run/docker.sock",
        home / ".docker/desktop/docker.sock",
        home / ".colima/default/docker.sock",
        home / ".orbstack/run/docker.sock",
        home / ".rd/docker.sock",
        private_socket,
        runtime / "podman/podman.sock",
        podman,
        home / ".local/share/containers/podman/machine/podman.sock",
    ]
    yield from (f"unix://{s}" for s in sockets if s is not None and _exists(s))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False

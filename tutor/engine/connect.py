"""Find the engine: the user's own first, then the tutor's private one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from docker.api.client import APIClient
from docker.errors import DockerException
from docker.utils import kwargs_from_env

from tutor.engine.docker import DockerEngine
from tutor.errors import NoEngine
from tutor.safe_text import clean_line

FIX = "Start the engine you have, or let the tutor start a private one with `tutor engine up`. `tutor doctor` tells more."


def find_engine(private_socket: Path | None = None) -> DockerEngine:
    """Return the first engine that answers; raises `NoEngine` with what was tried.

    `DOCKER_HOST` and a Docker context that the user chose are binding: if they do not answer, nothing else is tried.
    """
    chosen = _chosen()
    tried = []
    for address in [chosen] if chosen else _candidates(private_socket):
        try:
            return open_engine(address)
        except NoEngine as e:
            tried.append(e.message)
    if chosen:
        raise NoEngine(
            f"The engine that your settings name does not answer: {tried[0]}",
            "Start it, or unset DOCKER_HOST and DOCKER_CONTEXT.",
        )
    raise NoEngine("No container engine answers on this machine.", FIX)


def open_engine(address: str) -> DockerEngine:
    """Return the engine at `address`; raises `NoEngine` if it does not answer within a few seconds."""
    try:
        kwargs = (
            dict(kwargs_from_env()) if address == os.environ.get("DOCKER_HOST") else {"base_url": address}
        )
        probe = APIClient(version="auto", timeout=5, **kwargs)
        probe.close()
        return DockerEngine(APIClient(version=probe.api_version, timeout=60, **kwargs), address)
    except (DockerException, OSError, ValueError) as e:
        raise NoEngine(f"{clean_line(address, 120)}: {clean_line(str(e), 200)}") from None


def _chosen() -> str | None:
    """Return the address that the user chose by `DOCKER_HOST` or a context, or None."""
    if os.environ.get("DOCKER_HOST"):
        return os.environ["DOCKER_HOST"]
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
    return str(context.Host) if context.Host else None


def _current_context() -> str | None:
    from docker.utils.config import load_general_config

    name = load_general_config().get("currentContext")
    return str(name) if name else None


def _candidates(private_socket: Path | None) -> Iterator[str]:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    home = Path.home()
    sockets = [
        Path("/var/run/docker.sock"),
        Path(runtime) / "docker.sock" if runtime else None,
        home / ".docker/run/docker.sock",
        home / ".docker/desktop/docker.sock",
        home / ".colima/default/docker.sock",
        home / ".orbstack/run/docker.sock",
        home / ".rd/docker.sock",
        private_socket,
        Path(runtime) / "podman/podman.sock" if runtime else None,
        Path("/run/podman/podman.sock"),
    ]
    yield from (f"unix://{s}" for s in sockets if s is not None and _exists(s))
    if os.name == "nt":
        yield "npipe:////./pipe/docker_engine"


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False

"""What the tutor needs of a container engine to run containers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tutor.engine.cancel import Cancel


@dataclass(frozen=True)
class RunRequest:
    """A container to start from an image."""

    image: str
    port: int
    purpose: str
    memory_mb: int
    processes: int
    read_only: bool = False
    """Whether its file system cannot be written."""
    tmpfs: tuple[str, ...] = ()
    """Folders that can be written nevertheless; what is in them is lost with the container."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Names that it can reach beside those that everyone knows -> their IP addresses."""


@dataclass(frozen=True)
class CommandRequest:
    """A command to run to its end in a container of its own."""

    image: str
    argv: tuple[str, ...]
    """In place of the image's own entry point and command."""
    seconds: float
    memory_mb: int
    processes: int
    env: Mapping[str, str] = field(default_factory=dict)
    setup: tuple[tuple[str, ...], ...] = ()
    """Commands that run before it, each in what the one before has left behind."""
    beside: str = ""
    """A running container whose network and processes it shares; its files are below `/proc/1/root` then."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """As of a `RunRequest`; beside another container, that one's names hold."""


@dataclass(frozen=True)
class CommandResult:
    """How a command ended; what it printed is untrusted, cut at a limit."""

    exit_code: int | None
    """None if it has not ended by itself."""
    output: str = ""
    errors: str = ""
    refused: str = ""
    """The engine's words, harmless, if it could not start the command at all."""
    is_late: bool = False
    """Whether it was still running when its time was over."""


@dataclass(frozen=True)
class ContainerState:
    """How a container is doing."""

    running: bool
    exit_code: int | None
    out_of_memory: bool = False
    health: str = ""
    """`starting`, `healthy` or `unhealthy`; empty if nothing tells."""
    health_said: str = ""
    """What the last health check printed; harmless, and empty if there was none yet, or nothing tells."""
    health_checked: str = ""
    """When the last health check began, in the engine's own words: only good for telling one from another."""


@dataclass(frozen=True)
class Process:
    """A process of a container, seen from outside."""

    user: str
    """Its user's number, or name where the engine tells names; untrusted."""
    command: str

    @property
    def is_root(self) -> bool:
        """Return whether it runs as root."""
        return self.user in ("0", "root")


class StartRefused(Exception):
    """The engine cannot start a container from this image; the text is the engine's own, made harmless."""


class Containers(Protocol):
    """The containers of an engine. Every method raises `EngineTrouble` when the engine is lost."""

    def start(self, request: RunRequest) -> str:
        """Start a container with a free port on loopback; return its id.

        Raises `StartRefused` if the image has no command, or the command is not there; nothing is left behind then.
        """
        ...

    def state(self, container: str) -> ContainerState:
        """Return how the container is doing."""
        ...

    def host_port(self, container: str, port: int) -> int | None:
        """Return the port on loopback, or None if the container does not run."""
        ...

    def address(self, container: str) -> str:
        """Return the IP address by which containers of this engine reach this one; empty if it has none."""
        ...

    def listening(self, container: str) -> tuple[tuple[str, int], ...] | None:
        """Return the (address, TCP port) pairs that processes in the container listen on; None if it cannot be told."""
        ...

    def processes(self, container: str) -> tuple[Process, ...] | None:
        """Return what runs in the container; None if the engine cannot tell, or tells users of another namespace."""
        ...

    def logs(self, container: str, lines: int = 40) -> tuple[str, ...]:
        """Return the last lines that the container printed, harmless text."""
        ...

    def execute(self, container: str, argv: tuple[str, ...], seconds: float, cancel: Cancel) -> CommandResult:
        """Run a command in a running container, without a shell, and wait for its end."""
        ...

    def run(self, request: CommandRequest, cancel: Cancel) -> CommandResult:
        """Run a command in a container of its own and wait for its end; nothing is left behind."""
        ...

    def signal(self, container: str, name: str) -> None:
        """Send a signal to the container's first process, as in `SIGTERM`; one that has ended is no error."""
        ...

    def remove(self, container: str) -> None:
        """Stop and remove a container at once; a missing one is no error."""
        ...

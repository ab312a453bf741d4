"""Commands in containers of a Docker engine: run to their end, bounded in time and output."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from docker.errors import APIError

from tutor.engine.build_events import OURS
from tutor.engine.docker_api import Conflict, Missing
from tutor.engine.docker_containers import OWNER_LABEL, DockerContainers
from tutor.engine.failure import classify
from tutor.engine.owner import own_mark
from tutor.engine.port import LABEL, Cancel, CommandRequest, CommandResult
from tutor.errors import EngineTrouble
from tutor.safe_text import clean

_MOST_OUTPUT = 1_000_000
"""Bytes of output that are kept; the rest is dropped."""
_MOST_READ = 20_000_000
"""Bytes after which a command's output is no longer read; it cannot go on printing then."""
_POLL = 0.05
_NOT_STARTED = (126, 127)
"""Exit codes of a command that could not be started; the runtime's words are its output then."""
_RUNTIME = ("OCI runtime", "exec failed", "runc", "crun")


class DockerCommands(DockerContainers):
    """The part of an engine that runs commands."""

    def execute(self, container: str, argv: tuple[str, ...], seconds: float, cancel: Cancel) -> CommandResult:
        """Run a command in a running container, without a shell, and wait for its end."""
        try:
            with self._told():
                made = self._api.exec_create(container, list(argv))
        except (Missing, Conflict):
            return CommandResult(None, refused="the container does not run")
        taken, deadline = _Taken(), time.monotonic() + seconds

        def read() -> None:
            with self._told():
                taken.take(self._api.exec_start(made["Id"], stream=True, demux=True))

        trouble = _in_time(read, seconds, cancel)
        if trouble is not None:
            if classify(trouble.message) in OURS:
                raise trouble
            return CommandResult(None, refused=clean(trouble.message, 400))
        code = self._exit_code(made["Id"], deadline, cancel) if taken.is_done else None
        return taken.result(None, is_late=True) if code is None else _unless_refused(taken.result(code))

    def _exit_code(self, execution: str, deadline: float, cancel: Cancel) -> int | None:
        """Return how a command ended; None if it still runs. Its output may end a moment before it does."""
        while True:
            with self._told():
                found = self._api.exec_inspect(execution)
            if not found.get("Running") and found.get("ExitCode") is not None:
                return int(found["ExitCode"])
            if time.monotonic() > deadline or cancel.wait(_POLL):
                return None

    def run(self, request: CommandRequest, cancel: Cancel) -> CommandResult:
        """Run a command in a container of its own and wait for its end; nothing is left behind."""
        deadline, image = time.monotonic() + request.seconds, request.image
        images: list[str] = []
        try:
            for argv in request.setup:
                with self._container(request, image, argv) as (name, refused):
                    before = self._ended(name, refused, deadline, cancel)
                    if before.exit_code != 0:
                        return before
                    with self._told():
                        made = self._api.commit(name, changes=[f"LABEL {LABEL}=command"])
                    image = str(made.get("Id") or made.get("ID"))
                    images.append(image)
            with self._container(request, image, request.argv) as (name, refused):
                return self._ended(name, refused, deadline, cancel)
        finally:
            for made_image in reversed(images):
                with (
                    suppress(EngineTrouble),
                    self._told(),
                ):  # one goes with the other, if nothing else needs it
                    self._api.remove_image(made_image, force=True)

    @contextmanager
    def _container(
        self, request: CommandRequest, image: str, argv: tuple[str, ...]
    ) -> Iterator[tuple[str, str]]:
        """Give (name, why it was not started) of a container that runs a command; it is removed at the end."""
        name, memory = f"multistage-tutor-{secrets.token_hex(6)}", request.memory_mb * 1_000_000
        shared = f"container:{request.beside}"
        # to see the files of another user's process takes the right to trace it
        beside = {"pid_mode": shared, "network_mode": shared, "cap_add": ["SYS_PTRACE"]}
        host = self._api.create_host_config(
            mem_limit=memory,
            memswap_limit=memory,
            pids_limit=request.processes,
            **(beside if request.beside else {"extra_hosts": dict(request.hosts) or None}),
        )
        try:
            with self._told():
                yield name, self._begin(request, name, image, argv, host)
        finally:
            self.remove(name)

    def _begin(
        self, request: CommandRequest, name: str, image: str, argv: tuple[str, ...], host: dict[str, Any]
    ) -> str:
        """Create and start the container; return the engine's words if the command is to blame for a refusal."""
        try:
            self._api.create_container(
                image,
                entrypoint=[argv[0]],
                command=list(argv[1:]),
                environment=dict(request.env),
                host_config=host,
                labels={LABEL: "command", OWNER_LABEL: own_mark()},
                name=name,
                stop_signal="SIGKILL",
            )
            self._api.start(name)
        except APIError as e:
            words = str(e.explanation or e)
            if (e.status_code == 404 and "no such image" in words.lower()) or classify(words) in OURS:
                raise
            return clean(words, 400)
        return ""

    def _ended(self, name: str, refused: str, deadline: float, cancel: Cancel) -> CommandResult:
        """Wait for the end, and return what was printed."""
        if refused:
            return CommandResult(None, refused=refused)
        state = self.state(name)
        while state.running and time.monotonic() < deadline and not cancel.wait(_POLL):
            state = self.state(name)
        if state.running:  # what prints without end would never be read to its end
            self.signal(name, "SIGKILL")
        taken = _Taken()
        with self._told():
            for is_error in (False, True):
                stream = self._api.logs(name, stdout=not is_error, stderr=is_error, stream=True, follow=False)
                taken.take((None, part) if is_error else (part, None) for part in stream)
        return taken.result(state.exit_code, is_late=state.running)


class _Taken:
    """What a command has printed so far."""

    def __init__(self) -> None:
        self._parts: tuple[bytearray, bytearray] = (bytearray(), bytearray())
        self.is_done = False

    def take(self, parts: Iterable[tuple[bytes | None, bytes | None]]) -> None:
        """Take in pieces of (output, errors) to their end, or to a limit beyond which nobody reads."""
        seen = 0
        for part in parts:
            for kept, piece in zip(self._parts, part, strict=True):
                seen += len(piece or b"")
                if piece and len(kept) < _MOST_OUTPUT:
                    kept += piece[: _MOST_OUTPUT - len(kept)]
            if seen > _MOST_READ:
                return
        self.is_done = True

    def result(self, exit_code: int | None, *, is_late: bool = False) -> CommandResult:
        """Return it with the end of the command."""
        output, errors = (bytes(part).decode("utf-8", "replace") for part in self._parts)
        return CommandResult(exit_code, output, errors, is_late=is_late)


def _in_time(work: Callable[[], None], seconds: float, cancel: Cancel) -> EngineTrouble | None:
    """Do work that cannot be broken off in a thread, and wait for it so long at most; return its trouble.

    What goes on after that ends with the container.
    """
    trouble: list[EngineTrouble] = []

    def told() -> None:
        try:
            work()
        except EngineTrouble as e:
            trouble.append(e)

    thread = threading.Thread(target=told, name="command", daemon=True)
    thread.start()
    deadline = time.monotonic() + seconds
    while thread.is_alive() and time.monotonic() < deadline and not cancel.thrown:
        thread.join(_POLL)
    return trouble[0] if trouble and not thread.is_alive() else None


def _unless_refused(result: CommandResult) -> CommandResult:
    """Return the result, or that the command was not started if it is the runtime that has spoken."""
    words = (result.errors or result.output).strip()
    if result.exit_code in _NOT_STARTED and words.startswith(_RUNTIME):
        return CommandResult(None, refused=clean(words, 400))
    return result

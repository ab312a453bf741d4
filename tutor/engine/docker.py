"""A Docker (or Podman) engine behind the port; with `connect` the only user of the Docker SDK."""

from __future__ import annotations

import io
import itertools
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import IO, Any, cast

import requests
import urllib3
from docker.api.client import APIClient
from docker.errors import APIError, DockerException, ImageNotFound, NotFound

from tutor.engine.context import DOCKERFILE, pack
from tutor.engine.failure import classify
from tutor.engine.listening import listening_sockets
from tutor.engine.port import (
    LABEL,
    BuildEvent,
    BuildRequest,
    Cancel,
    ContainerState,
    EngineInfo,
    ImageInfo,
    Progress,
    RunRequest,
    StartRefused,
)
from tutor.engine.raw_api import RawApi
from tutor.engine.substitute import substitute_bases
from tutor.engine.text_stream import OUTPUT_LIMIT, OutputLimit, TextStream
from tutor.errors import EngineTrouble
from tutor.safe_text import clean, clean_line

_PID = f"{LABEL}.pid"
_COUNTER = itertools.count(1)
_LOST = (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError)


class DockerEngine:
    """An engine reached through the Docker API."""

    def __init__(self, api: APIClient, address: str) -> None:
        self._api: Any = api  # Any, because the SDK's type stubs lag behind it
        self._raw = RawApi(api)
        self._address = address

    def info(self) -> EngineInfo:
        """Return what answers; quick."""
        with self._told():
            info, version = self._api.info(), self._api.version()
        podman = any(c.get("Name") == "Podman Engine" for c in version.get("Components") or [])
        return EngineInfo(
            name="podman" if podman else "docker",
            version=clean_line(str(version.get("Version", "?"))),
            api_version=clean_line(str(version.get("ApiVersion", "?"))),
            storage=clean_line(str(info.get("Driver", "?"))),
            address=self._address,
            os=str(info.get("OSType") or "linux"),
            architecture=clean_line(str(info.get("Architecture", ""))),
            data_root=clean_line(str(info.get("DockerRootDir", ""))),
            memory_bytes=int(info.get("MemTotal") or 0),
        )

    # ---- building ----

    def build(self, request: BuildRequest, cancel: Cancel) -> Iterator[BuildEvent]:
        """Build with the classic builder; the last event is `ImageBuilt` or `BuildFailed`."""
        stream = TextStream(request.dockerfile)
        stop = _Stop(cancel, request.seconds)
        previous = self._quiet_id(request.tag)
        try:
            yield from self._build(request, stream, stop)
        except OutputLimit:
            stop("output_limit")
            yield from stream.fail(
                "output_limit", f"The build printed more than {OUTPUT_LIMIT // 1_000_000} MB and was stopped."
            )
        except APIError as e:
            text = str(e.explanation or e)
            yield from stream.fail("parse" if e.status_code == 400 else classify(text), text)
        except (*_LOST, DockerException) as e:
            yield from self._lost(stream, stop, request, str(e))
        finally:
            stop.close()
            self._drop_previous(previous, request.tag)

    def _build(self, request: BuildRequest, stream: TextStream, stop: _Stop) -> Iterator[BuildEvent]:
        text = substitute_bases(request.dockerfile, request.base_substitutes)
        params = {
            "t": request.tag,
            "dockerfile": DOCKERFILE,
            "rm": True,
            "forcerm": True,
            "labels": {LABEL: request.purpose},
            "buildargs": dict(request.build_arguments),
        }
        with pack(request.context, text) as context:
            response = self._raw.build(context, params)
        stop.watch(lambda: self._raw.abort(response))
        yield from stream.events(self._raw.objects(response))
        if not stream.ended:
            yield from self._lost(stream, stop, request, "the stream ended")

    def _lost(
        self, stream: TextStream, stop: _Stop, request: BuildRequest, words: str
    ) -> Iterator[BuildEvent]:
        if stop.reason == "time_limit":
            yield from stream.fail(
                "time_limit",
                f"The build took longer than its limit of {request.seconds:.0f} seconds and was stopped.",
            )
        elif stop.reason == "cancelled":
            yield from stream.fail("cancelled", "The build was cancelled.")
        else:
            yield from stream.fail(
                "engine_lost",
                f"The connection to the engine was lost during the build ({clean_line(words, 200)}).",
            )

    def _quiet_id(self, reference: str) -> str:
        try:
            found = self.image(reference)
        except EngineTrouble:
            return ""
        return found.id if found else ""

    def _drop_previous(self, previous: str, tag: str) -> None:
        """Remove the image that had the tag before, so that attempts do not pile up; its layers stay as cache."""
        if previous and self._quiet_id(tag) not in ("", previous):
            with suppress(EngineTrouble):
                self.remove_image(previous)

    # ---- images ----

    def image(self, reference: str) -> ImageInfo | None:
        """Return what is known of a local image, or None if it is not there."""
        try:
            with self._told():
                found = self._api.inspect_image(reference)
        except _Missing:
            return None
        return ImageInfo(
            id=found["Id"],
            engine_size=int(found.get("Size") or 0),
            diff_ids=tuple((found.get("RootFS") or {}).get("Layers") or ()),
            config=found.get("Config") or {},
            architecture=str(found.get("Architecture", "")),
        )

    def save(self, reference: str) -> AbstractContextManager[IO[bytes]]:
        """Return the image as an archive stream."""
        return self._save(reference)

    @contextmanager
    def _save(self, reference: str) -> Iterator[IO[bytes]]:
        with self._told():
            response = self._raw.save(reference)
            try:
                yield cast("IO[bytes]", io.BufferedReader(_Body(response), 1 << 20))
            finally:
                response.close()

    def load(self, archive: IO[bytes]) -> None:
        """Load an image archive."""
        with self._told():
            for message in self._raw.objects(self._raw.load(archive)):
                if "error" in message:
                    raise _trouble(str(message["error"]))

    def pull(self, reference: str, cancel: Cancel) -> Iterator[Progress]:
        """Pull an image; raises `EngineTrouble` if that fails."""
        name, _, tag = reference.rpartition(":")
        if not name or "/" in tag:
            name, tag = reference, "latest"
        with self._told():
            for message in self._api.pull(name, tag=tag, stream=True, decode=True):
                if cancel.thrown:
                    raise EngineTrouble(f"Pulling {reference} was cancelled.", "Start again when you like.")
                if "error" in message:
                    raise _trouble(str(message["error"]))
                detail = message.get("progressDetail") or {}
                if isinstance(detail.get("current"), int):
                    yield Progress(
                        clean_line(f"{message.get('status')} {message.get('id', '')}", 80),
                        detail["current"],
                        detail.get("total"),
                    )

    def remove_image(self, reference: str) -> None:
        """Remove a tag, or an image by id; its parents stay as cache. A missing or used image is no error."""
        with suppress(_Missing, _Conflict), self._told():
            self._api.remove_image(reference, noprune=True)

    # ---- containers ----

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
        labels = {LABEL: request.purpose, _PID: str(os.getpid())}
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
        except _Missing:
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
        except _Missing:
            return None
        bindings = (found.get("NetworkSettings", {}).get("Ports") or {}).get(f"{port}/tcp") or []
        return int(bindings[0]["HostPort"]) if bindings else None

    def listening(self, container: str) -> tuple[tuple[str, int], ...] | None:
        """Return what the container listens on, read from the kernel's tables by the image's own `cat`."""
        try:
            with self._told():
                made = self._api.exec_create(container, ["cat", "/proc/net/tcp", "/proc/net/tcp6"])
                output = self._api.exec_start(made["Id"])
        except (_Missing, _Conflict, EngineTrouble):
            return None
        return listening_sockets(output.decode("ascii", "replace"))

    def logs(self, container: str, lines: int = 40) -> tuple[str, ...]:
        """Return the last lines that the container printed, harmless text."""
        try:
            with self._told():
                data = self._api.logs(container, tail=lines)
        except _Missing:
            return ()
        return tuple(clean(data.decode("utf-8", "replace"), 20_000).splitlines())[-lines:]

    def remove(self, container: str) -> None:
        """Stop and remove a container at once; a missing one is no error."""
        with suppress(_Missing, _Conflict), self._told():
            self._api.remove_container(container, v=True, force=True)

    def registry_answer(self, reference: str) -> str:
        """Ask the image's registry through the engine; return "" if it answers, else the engine's words."""
        try:
            with self._told():
                self._api.inspect_distribution(reference)
        except EngineTrouble as e:
            return e.message
        return ""

    def clean(self) -> tuple[int, int]:
        """Remove every container and image that carries our label; return how many of each."""
        with self._told():
            containers = self._api.containers(all=True, filters={"label": LABEL})
            for container in containers:
                self.remove(container["Id"])
            images = self._api.images(filters={"label": LABEL})
            for image in images:
                for tag in image.get("RepoTags") or []:
                    if tag != "<none>:<none>":
                        self.remove_image(tag)
                self.remove_image(image["Id"])
        return len(containers), len(images)

    def sweep(self) -> int:
        """Remove containers whose tutor process has ended without removing them; return how many."""
        with self._told():
            found = self._api.containers(all=True, filters={"label": _PID})
            dead = [c["Id"] for c in found if not _alive((c.get("Labels") or {}).get(_PID, ""))]
            for container in dead:
                self.remove(container)
        return len(dead)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the SDK's errors into ours."""
        try:
            yield
        except (NotFound, ImageNotFound):
            raise _Missing from None
        except APIError as e:
            if e.status_code == 409:
                raise _Conflict(str(e.explanation)) from None
            raise _trouble(str(e.explanation or e)) from None
        except (*_LOST, DockerException) as e:
            raise EngineTrouble(
                f"The container engine at {self._address} does not answer ({clean_line(str(e), 160)}).",
                "Start it again (`tutor engine up` for the tutor's own), then repeat. `tutor doctor` shows what is wrong.",
            ) from None


class _Missing(EngineTrouble):
    """The engine does not have it."""

    def __init__(self) -> None:
        super().__init__("The engine no longer has what was asked for.", "Build again.")


class _Conflict(EngineTrouble):
    """The engine is using it."""


class _Stop:
    """Stops a build from another thread: on cancel, or when its time is over."""

    def __init__(self, cancel: Cancel, seconds: float) -> None:
        self.reason = ""
        self._abort: Callable[[], None] | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self, ("time_limit",))
        self._timer.daemon = True
        self._timer.start()
        cancel.then(lambda: self("cancelled"))

    def __call__(self, reason: str) -> None:
        with self._lock:
            self.reason = self.reason or reason
            abort = self._abort
        if abort:
            abort()

    def watch(self, abort: Callable[[], None]) -> None:
        with self._lock:
            self._abort = abort
            late = bool(self.reason)
        if late:
            abort()

    def close(self) -> None:
        self._timer.cancel()
        with self._lock:
            abort, self._abort = self._abort, None
        if abort:
            abort()  # harmless after the end; stops the engine if the reader went away early


class _Body(io.RawIOBase):
    """A response body as a raw stream."""

    def __init__(self, response: requests.Response) -> None:
        self._raw = response.raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _trouble(words: str) -> EngineTrouble:
    words = clean_line(words, 300)
    fixes = {
        "disk_full": "Free some disk space where the engine keeps its data (`docker system df` shows it), then repeat.",
        "registry_unreachable": "Check the network, or use local stand-ins: `tutor bases`.",
        "rate_limit": "Wait, log in with `docker login`, or use local stand-ins: `tutor bases`.",
        "missing_image": "Check the image's name and tag.",
    }
    return EngineTrouble(
        f"The container engine says: {words}",
        fixes.get(classify(words), "`tutor doctor` shows what is wrong."),
    )


def _alive(pid: str) -> bool:
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True

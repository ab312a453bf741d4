"""Builds by Podman, which goes on with a command when nobody listens any more: a way to end it all the same."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from secrets import token_hex
from typing import Any

import requests
from docker.errors import DockerException

from tutor.engine.builders import ClassicBuilder, host_lines
from tutor.engine.docker_api import LOST
from tutor.engine.docker_containers import OWNER_LABEL
from tutor.engine.owner import own_mark
from tutor.engine.port import LABEL, BuildRequest
from tutor.engine.raw_api import RawApi
from tutor.model.dockerfile import Stage
from tutor.model.stage_links import target_stage, used_stages

_GRACE_SECONDS = 0.6
"""How long a build that lost its commands may take to end by itself. Podman's service can crash when the connection is
closed while one stage waits for another (containers/buildah, issue 7091), so that is the last resort."""
_WAIT = ["sh", "-c", "while :; do sleep 3600; done"]


class Anchor:
    """A container in whose process namespace a build's commands run: when its first process ends, the kernel ends them all.

    It runs from a base image of the build, and changes nothing in what is built. A killed tutor's is swept away like its
    other containers, and ends the build by that.
    """

    def __init__(self, client: Any, request: BuildRequest) -> None:
        self._client = client  # an APIClient; Any, because the SDK's type stubs lag behind it
        self._request = request
        self._name = f"multistage-tutor-{token_hex(6)}"
        self._ended = threading.Event()

    def missing(self) -> str:
        """Return the base image to pull first, because only then a container can be started; empty if that is not so."""
        images = self._images(runs_only=True)
        return "" if any(map(self._is_here, images)) else next(iter(images), "")

    def start(self) -> dict[str, object]:
        """Return what to add to the build's parameters; nothing if no container can be started from its bases.

        Raises the SDK's error if it was ended meanwhile: a build that nothing could end must not begin then.
        """
        here = filter(self._is_here, self._images())
        path = next(filter(None, map(self._namespace, here)), "")
        if self._ended.is_set():
            self.end()
            raise DockerException("the build was stopped before it began")
        # The network is Podman's own choice for builds, which it forgets when it is given any namespace.
        own = [{"Name": "network", "Host": True}, {"Name": "pid", "Path": path}]
        return {"nsoptions": json.dumps(own)} if path else {}

    def end(self) -> None:
        """End it, and with it all commands of the build; also one that is just being started."""
        self._ended.set()
        self._remove()

    def _remove(self) -> None:
        with suppress(*LOST, DockerException):
            self._client.remove_container(self._name, v=True, force=True)

    def _namespace(self, image: str) -> str:
        """Return the path of a new container's process namespace; empty if an image has no shell to run, or none is wanted."""
        if not self._ended.is_set():
            with suppress(*LOST, DockerException):
                if process := self._run(image):
                    return f"/proc/{process}/ns/pid"
            self._remove()
        return ""

    def _run(self, image: str) -> int:
        """Start the container; return the number of its first process, as the engine sees it, 0 if that has ended."""
        self._client.create_container(
            image,
            _WAIT[1:],
            entrypoint=_WAIT[:1],
            name=self._name,
            user="0",
            working_dir="/",
            labels={LABEL: self._request.purpose, OWNER_LABEL: own_mark()},
            stop_signal="SIGKILL",
            host_config=self._client.create_host_config(network_mode="none", pids_limit=16),
        )
        self._client.start(self._name)
        return int(self._client.inspect_container(self._name)["State"]["Pid"])

    def _images(self, *, runs_only: bool = False) -> list[str]:
        """Return the base images of what is built, those of stages that run commands first."""
        file = self._request.dockerfile
        used = used_stages(file, target_stage(file, self._request.target))
        stages = [stage for stage in file.stages if stage.index in used]
        running = [stage for stage in stages if any(i.keyword == "RUN" for i in stage.instructions)]
        bases = dict.fromkeys(self._base(stage) for stage in (running if runs_only else [*running, *stages]))
        return [self._request.base_substitutes.get(base, base) for base in bases if base != "scratch"]

    def _base(self, stage: Stage) -> str:
        """Return the image that a stage starts from, through other stages."""
        while stage.base_stage is not None:
            stage = self._request.dockerfile.stages[stage.base_stage]
        return stage.base

    def _is_here(self, image: str) -> bool:
        try:
            self._client.inspect_image(image)
        except (*LOST, DockerException):
            return False
        return True


class PodmanBuilder(ClassicBuilder):
    """A build by Podman that ends when it is closed."""

    def __init__(self, raw: RawApi, request: BuildRequest, check: Callable[[], None], anchor: Anchor) -> None:
        super().__init__(raw, request, check)
        self._anchor = anchor

    def fetch(self) -> requests.Response | None:
        """Begin to pull a base image if the anchor needs one; an image that cannot be had is told by the build, with its line."""
        with suppress(*LOST, DockerException):
            image = self._anchor.missing()
            return self._raw.pull(image) if image else None
        return None

    def start(self) -> requests.Response:
        """Pack and send the context; raises the SDK's errors, and `Stopped`."""
        more, secrets = self._anchor.start(), self._request.secrets
        if hosts := self._request.hosts:  # one list in JSON, where Docker wants each by itself
            more["extrahosts"] = json.dumps(host_lines(hosts))
        # Podman moves what is named here out of the context before the build begins, so that no COPY finds it.
        sent = {f"podman-build-secret-{token_hex(8)}": (name, value) for name, value in secrets.items()}
        if sent:
            more["secrets"] = json.dumps([f"id={name},src={file}" for file, (name, _) in sent.items()])
        return self._send(more, {file: value for file, (_, value) in sent.items()})

    def stop(self, response: requests.Response) -> None:
        """End the build, from another thread while its answer is read: by its commands, else by the connection."""
        self._anchor.end()
        timer = threading.Timer(_GRACE_SECONDS, self._raw.abort, (response,))
        timer.daemon = True
        timer.start()

    def close(self) -> None:
        """End what still runs."""
        self._anchor.end()

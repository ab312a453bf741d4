"""Builds by Podman, which goes on with a command when nobody listens any more: a way to end it all the same."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import requests
from docker.errors import DockerException

from tutor.engine.builders import ClassicBuilder
from tutor.engine.docker_api import LOST
from tutor.engine.docker_containers import OWNER_LABEL
from tutor.engine.owner import own_mark
from tutor.engine.port import LABEL, BuildRequest
from tutor.engine.raw_api import RawApi

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
        self._name = f"multistage-tutor-{secrets.token_hex(6)}"
        self._ended = threading.Event()

    def start(self) -> dict[str, object]:
        """Return what to add to the build's parameters; nothing if no container can be started from its bases.

        Raises the SDK's error if it was ended meanwhile: a build that nothing could end must not begin then.
        """
        try:
            image = next(filter(self._is_here, self._images()), None)
            path = f"/proc/{self._run(image)}/ns/pid" if image else ""
        except (*LOST, DockerException):
            path = ""
        if self._ended.is_set():
            self.end()
            raise DockerException("the build was stopped before it began")
        # The network is Podman's own choice for builds, which it forgets when it is given any namespace.
        own = [{"Name": "network", "Host": True}, {"Name": "pid", "Path": path}]
        return {"nsoptions": json.dumps(own)} if path else {}

    def end(self) -> None:
        """End it, and with it all commands of the build; also one that is just being started."""
        self._ended.set()
        with suppress(*LOST, DockerException):
            self._client.remove_container(self._name, v=True, force=True)

    def _run(self, image: str) -> int:
        """Start the container; return the number of its first process, as the engine sees it."""
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

    def _images(self) -> list[str]:
        """Return the base images of stages that run commands."""
        stages = self._request.dockerfile.stages
        needed = [
            stage.base
            for stage in stages
            if stage.base_stage is None and any(i.keyword == "RUN" for i in stage.instructions)
        ]
        return [
            self._request.base_substitutes.get(base, base) for base in [*needed, *(s.base for s in stages)]
        ]

    def _is_here(self, image: str) -> bool:
        try:
            self._client.inspect_image(image)
        except DockerException:
            return False
        return True


class PodmanBuilder(ClassicBuilder):
    """A build by Podman that ends when it is closed."""

    def __init__(self, raw: RawApi, request: BuildRequest, check: Callable[[], None], anchor: Anchor) -> None:
        super().__init__(raw, request, check)
        self._anchor = anchor

    def start(self) -> requests.Response:
        """Pack and send the context; raises the SDK's errors, and `Stopped`."""
        return self._send(self._anchor.start())

    def stop(self, response: requests.Response) -> None:
        """End the build, from another thread while its answer is read: by its commands, else by the connection."""
        self._anchor.end()
        timer = threading.Timer(_GRACE_SECONDS, self._raw.abort, (response,))
        timer.daemon = True
        timer.start()

    def close(self) -> None:
        """End what still runs."""
        self._anchor.end()

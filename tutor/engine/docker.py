"""A Docker (or Podman) engine behind the port; with the other `docker_*` files and `connect` the only user of the Docker SDK."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from docker.errors import APIError, DockerException

from tutor.engine.build_stop import BuildStop
from tutor.engine.context import DOCKERFILE, pack
from tutor.engine.docker_api import LOST, Conflict
from tutor.engine.docker_containers import OWNER_LABEL, DockerContainers
from tutor.engine.docker_images import DockerImages
from tutor.engine.failure import classify
from tutor.engine.owner import has_ended
from tutor.engine.port import LABEL, LEARNERS, BuildEvent, BuildFailed, BuildRequest, Cancel, EngineInfo
from tutor.engine.substitute import substitute_bases
from tutor.engine.text_stream import OUTPUT_LIMIT, OutputLimit, TextStream
from tutor.safe_text import clean_line


class DockerEngine(DockerImages, DockerContainers):
    """An engine reached through the Docker API."""

    def info(self) -> EngineInfo:
        """Return what answers; quick."""
        with self._told():
            info = self._api.info()
        return EngineInfo(
            name="podman" if self.is_podman else "docker",
            version=clean_line(str(self.version.get("Version", "?"))),
            api_version=clean_line(str(self.version.get("ApiVersion", "?"))),
            storage=clean_line(str(info.get("Driver", "?"))),
            address=self._address,
            architecture=clean_line(str(info.get("Architecture", ""))),
            data_root=clean_line(str(info.get("DockerRootDir", ""))),
        )

    def build(self, request: BuildRequest, cancel: Cancel) -> Iterator[BuildEvent]:
        """Build with the classic builder; the last event is `ImageBuilt` or `BuildFailed`."""
        stream = TextStream(request.dockerfile)
        stop = BuildStop(cancel, request.seconds)
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
        except (*LOST, DockerException) as e:
            yield from self._lost(stream, stop, request, str(e))
        finally:
            stop.close()

    def _build(self, request: BuildRequest, stream: TextStream, stop: BuildStop) -> Iterator[BuildEvent]:
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
        for event in stream.events(self._raw.objects(response)):
            yield self._blamed(event, stop, request) if isinstance(event, BuildFailed) else event
        if not stream.ended:
            yield from self._lost(stream, stop, request, "the stream ended")

    def _blamed(self, event: BuildFailed, stop: BuildStop, request: BuildRequest) -> BuildFailed:
        """Return a failure with its real reason: an engine that goes down, or a build that is stopped, fails its steps first."""
        if stop.reason or (event.failure.kind in LEARNERS and not self.answers()):
            kind, message = _reason_of_loss(stop, request, event.failure.message)
            return BuildFailed(replace(event.failure, kind=kind, message=message))
        return event

    def _lost(
        self, stream: TextStream, stop: BuildStop, request: BuildRequest, words: str
    ) -> Iterator[BuildEvent]:
        yield from stream.fail(*_reason_of_loss(stop, request, words))

    def clean(self) -> tuple[int, int]:
        """Remove every container and image that carries our label, what builds kept as cache included."""
        with self._told():
            containers = self._api.containers(all=True, filters={"label": LABEL})
            for container in containers:
                self.remove(container["Id"])
            removed = 0
            while gone := self._forget_once():
                removed += gone
        return len(containers), removed

    def _forget_once(self) -> int:
        """Remove the labelled images that no other image is built on; return how many are gone."""
        images = self._labelled()
        for image in images:
            self._forget(image)
        return len(images) - len(self._labelled())

    def sweep(self) -> int:
        """Remove what ended tutors left: containers whose process is gone, and images of attempts over a day old."""
        with self._told():
            found = self._api.containers(all=True, filters={"label": OWNER_LABEL})
            dead = [c["Id"] for c in found if has_ended((c.get("Labels") or {}).get(OWNER_LABEL, ""))]
            for container in dead:
                self.remove(container)
            with suppress(Conflict):  # another prune is running
                self._api.prune_images({"dangling": True, "label": [LABEL], "until": "24h"})
        return len(dead)


def _reason_of_loss(stop: BuildStop, request: BuildRequest, words: str) -> tuple[str, str]:
    """Return the kind and the sentence for a build whose stream ended before its end."""
    if stop.reason == "time_limit":
        limit = f"{request.seconds:.0f} seconds"
        return stop.reason, f"The build took longer than its limit of {limit} and was stopped."
    if stop.reason == "cancelled":
        return stop.reason, "The build was cancelled."
    return (
        "engine_lost",
        f"The connection to the engine was lost during the build ({clean_line(words, 200)}).",
    )

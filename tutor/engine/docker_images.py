"""Images in a Docker engine: look, save, load, pull, remove."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import IO

from tutor.engine.build_events import Progress
from tutor.engine.docker_api import BadReference, Conflict, DockerApi, Missing, trouble
from tutor.engine.engine_stream import EngineStream
from tutor.engine.port import LABEL, Cancel, ImageInfo
from tutor.errors import EngineTrouble
from tutor.safe_text import clean_line


class DockerImages(DockerApi):
    """The image part of an engine."""

    def image(self, reference: str) -> ImageInfo | None:
        """Return what is known of a local image, or None if it is not there."""
        try:
            with self._told():
                found = self._api.inspect_image(reference)
        except (Missing, BadReference):
            return None
        return ImageInfo(
            id=found["Id"],
            engine_size=int(found.get("Size") or 0),
            diff_ids=tuple((found.get("RootFS") or {}).get("Layers") or ()),
            config=found.get("Config") or {},
            architecture=str(found.get("Architecture", "")),
            storage=str((found.get("GraphDriver") or {}).get("Name") or ""),
        )

    def save(self, reference: str) -> AbstractContextManager[IO[bytes]]:
        """Return the image as an archive stream."""
        return self._save(reference)

    @contextmanager
    def _save(self, reference: str) -> Iterator[IO[bytes]]:
        with self._told():
            response = self._raw.save(reference)
            try:
                yield EngineStream(response, self._raw.abort)
            finally:
                response.close()

    def load(self, archive: IO[bytes]) -> None:
        """Load an image archive."""
        with self._told():
            for message in self._raw.objects(self._raw.load(archive)):
                if "error" in message:
                    raise trouble(str(message["error"]))

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
                    raise trouble(str(message["error"]))
                detail = message.get("progressDetail") or {}
                if isinstance(detail.get("current"), int):
                    yield Progress(
                        clean_line(f"{message.get('status')} {message.get('id', '')}", 80),
                        detail["current"],
                        detail.get("total"),
                    )

    def remove_image(self, reference: str) -> None:
        """Remove a tag, or an image by id; its parents stay as cache. A missing or used image is no error."""
        with suppress(Missing, Conflict), self._told():
            self._api.remove_image(reference, noprune=True)

    def registry_answer(self, reference: str) -> str:
        """Ask the image's registry through the engine; return "" if it answers, else the engine's words."""
        try:
            with self._told():
                self._api.inspect_distribution(reference)
        except EngineTrouble as e:
            return e.message
        return ""

    def _labelled(self) -> list[str]:
        """Return the ids of the images that carry our label."""
        return [image["Id"] for image in self._api.images(all=True, filters={"label": LABEL})]

    def _forget(self, image: str) -> None:
        """Remove an image and its tags; one that another image builds on goes with that one."""
        with suppress(Missing, Conflict), self._told():
            self._api.remove_image(image, force=True)

"""What a Docker engine tells of an image at once: its history, and its files through a container that never runs."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import IO

from tutor.engine.docker_api import Missing
from tutor.engine.docker_commands import DockerCommands
from tutor.engine.docker_containers import OWNER_LABEL
from tutor.engine.docker_files import ContainerFiles, Untold
from tutor.engine.docker_images import DockerImages
from tutor.engine.layer_store import open_layer
from tutor.engine.layer_twin import differ_in_times_only
from tutor.engine.owner import own_mark
from tutor.engine.port import LABEL, ImageFiles
from tutor.engine.quick_facts import ENGINES_OWN, history_steps, quick_facts
from tutor.model.quick_facts import HistoryStep, PathFact, QuickFacts


class DockerFacts(DockerImages, DockerCommands):
    """The part of an engine that answers at once."""

    def history(self, reference: str) -> tuple[HistoryStep, ...]:
        """Return the history of an image, oldest first."""
        with self._told():
            return history_steps(self._api.history(reference))

    def facts(self, reference: str, watch: Sequence[str]) -> QuickFacts | None:
        """Return what can be told without reading layers; None if the image is not there."""
        info = self.image(reference)
        if info is None:
            return None
        return replace(quick_facts(info, self.history(info.id)), paths=self._facts(info.id, watch))

    def _facts(self, image: str, watch: Sequence[str]) -> Mapping[str, PathFact | None]:
        wanted = [path for path in watch if not ENGINES_OWN.fullmatch(path)]
        if not wanted:
            return {}
        found: dict[str, PathFact | None] = {}
        with self.files(image) as files:
            for path in wanted:
                with suppress(Untold):
                    found[path] = files.fact(path)
            if files.fact("") is None:  # the container is gone, and all that it lacked means nothing
                raise Missing
        return found

    def files(self, reference: str) -> AbstractContextManager[ImageFiles]:
        """Return the image's effective file system; the container that shows it is removed at the end."""
        return self._files(reference)

    @contextmanager
    def _files(self, reference: str) -> Iterator[ImageFiles]:
        name = f"multistage-tutor-{secrets.token_hex(6)}"
        labels = {LABEL: "facts", OWNER_LABEL: own_mark()}
        try:
            with self._told():
                # the command is never run; an image without one needs some word
                self._api.create_container(reference, command=["-"], labels=labels, name=name)
            yield ContainerFiles(self._raw, name, self._told)
        finally:
            self.remove(name)

    def layer(self, diff_ids: Sequence[str]) -> AbstractContextManager[IO[bytes]] | None:
        """Return the last of these layers from the engine's own store if that is readable here."""
        return open_layer(self._data_root, diff_ids)

    def is_twin(self, one: Sequence[str], other: Sequence[str]) -> bool:
        """Return whether the last layers of both hold the same but for times, as far as the store can be read here."""
        return differ_in_times_only(self._data_root, one, other)

    @cached_property
    def _data_root(self) -> Path:
        with self._told():
            return Path(str(self._api.info().get("DockerRootDir") or "/nonexistent"))

"""What the tutor needs of a container engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from tutor.engine.build_events import BuildEvent, Progress
from tutor.engine.cancel import Cancel as Cancel  # part of the port
from tutor.engine.container_port import CommandRequest as CommandRequest  # part of the port, as all of these
from tutor.engine.container_port import CommandResult as CommandResult
from tutor.engine.container_port import Containers as Containers
from tutor.engine.container_port import ContainerState as ContainerState
from tutor.engine.container_port import Process as Process
from tutor.engine.container_port import RunRequest as RunRequest
from tutor.engine.container_port import StartRefused as StartRefused
from tutor.model.dockerfile import Dockerfile
from tutor.model.quick_facts import HistoryStep, PathFact, QuickFacts

LABEL = "io.github.multistage-tutor"
"""Label key on everything that the tutor makes in an engine; the value says what for."""


def is_own_label(created_by: str) -> bool:
    """Return whether a line of an image's history is the label that the tutor adds behind the learner's last instruction."""
    return f"LABEL {LABEL}" in created_by or f'LABEL "{LABEL}"' in created_by  # Podman puts it in quotes


@dataclass(frozen=True)
class EngineInfo:
    """What answers behind the socket."""

    name: str
    """`docker` or `podman`."""
    version: str
    api_version: str
    storage: str
    """Storage driver or image store, as in `overlay2`."""
    address: str
    """As in `unix:///run/docker.sock`."""
    architecture: str = ""
    data_root: str = ""


@dataclass(frozen=True)
class BuildRequest:
    """One build."""

    dockerfile: Dockerfile
    context: Path
    tag: str
    purpose: str
    """Value of the label."""
    seconds: float
    """Time limit."""
    base_substitutes: Mapping[str, str] = field(default_factory=dict)
    """Image reference as written -> reference to use, for hosts that must hand over certificates."""
    build_arguments: Mapping[str, str] = field(default_factory=dict)
    """As behind `--build-arg`; proxy settings are predefined by the engine and do not end up in the image."""
    target: str = ""
    """The stage to build, as behind `--target`; empty for the last one."""
    secrets: Mapping[str, bytes] = field(default_factory=dict)
    """What `RUN --mount=type=secret,id=ID` may read, by id."""
    ignore: str | None = None
    """The text of a `Dockerfile.dockerignore` beside the Dockerfile; it takes the place of the context's `.dockerignore`."""
    no_cache: bool = False
    """As `--no-cache`: every step runs."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """As behind `--add-host`: a name that commands of the build can reach -> its IP address."""


@dataclass(frozen=True)
class ImageInfo:
    """What `inspect` and `history` tell of an image, without reading its layers."""

    id: str
    engine_size: int | None
    """What the engine says; None for an image that is in no engine."""
    diff_ids: tuple[str, ...]
    config: Mapping[str, object]
    """The OCI config object: Env, Cmd, Entrypoint, User, WorkingDir, Labels, ExposedPorts."""
    architecture: str = ""
    storage: str = ""
    """The engine's driver that stores this image, as in `overlay2`; empty if it does not say."""

    @property
    def labels(self) -> Mapping[str, str]:
        """Return the labels, empty if there are none."""
        labels = self.config.get("Labels")
        return labels if isinstance(labels, dict) else {}


@dataclass(frozen=True)
class Cleaned:
    """What a clean-up has removed."""

    containers: int
    images: int
    cache_bytes: int = 0
    """What the build cache gave back."""


class ImageFiles(Protocol):
    """The effective file system of an image, seen through a container that never runs."""

    def fact(self, path: str) -> PathFact | None:
        """Return what stands at a path from the root, or None for nothing; symbolic links are not followed."""
        ...

    def archive(self, path: str) -> AbstractContextManager[IO[bytes] | None]:
        """Return a tar stream of what stands at a path, folders with all below them, or None for nothing."""
        ...


class Engine(Containers, Protocol):
    """A container engine, as the tutor uses it. Every method raises `EngineTrouble` when the engine is lost."""

    def info(self) -> EngineInfo:
        """Return what answers; quick."""
        ...

    def builder(self) -> str:
        """Return who builds here: `buildkit`, `podman` or `classic`."""
        ...

    def build(self, request: BuildRequest, cancel: Cancel) -> Iterator[BuildEvent]:
        """Build; the last event is `ImageBuilt` or `BuildFailed`. Never raises for a failed build."""
        ...

    def image(self, reference: str) -> ImageInfo | None:
        """Return what is known of a local image, or None if it is not there."""
        ...

    def history(self, reference: str) -> tuple[HistoryStep, ...]:
        """Return the history of an image that is there, oldest first."""
        ...

    def facts(self, reference: str, watch: Sequence[str]) -> QuickFacts | None:
        """Return what can be told of an image and of the paths in `watch` without reading layers; None if it is not there."""
        ...

    def files(self, reference: str) -> AbstractContextManager[ImageFiles]:
        """Return the image's effective file system; what was made to see it is removed at the end."""
        ...

    def layer(self, diff_ids: Sequence[str]) -> AbstractContextManager[IO[bytes]] | None:
        """Return the last of these layers as its archive if the engine's store can be read from here, else None.

        `diff_ids` are those of the image from the base up to the layer. Compare the archive with its digest.
        """
        ...

    def is_twin(self, one: Sequence[str], other: Sequence[str]) -> bool:
        """Return whether the last layers of both lists hold the same files but for their times, by the engine's own records."""
        ...

    def save(self, reference: str) -> AbstractContextManager[IO[bytes]]:
        """Return the image as an archive stream (both layouts occur)."""
        ...

    def load(self, archive: IO[bytes]) -> None:
        """Load an image archive."""
        ...

    def pull(self, reference: str, cancel: Cancel) -> Iterator[Progress]:
        """Pull an image; raises `EngineTrouble` if that fails."""
        ...

    def remove_image(self, reference: str) -> None:
        """Remove a tag, or an image by id; its parents stay as cache. A missing image is no error."""
        ...

    def registry_answer(self, reference: str) -> str:
        """Ask the image's registry through the engine; return "" if it answers, else the engine's words."""
        ...

    def clean(self, *, whole_cache: bool = False) -> Cleaned:
        """Remove every container and image that carries our label, and what our builds left in the build cache.

        With `whole_cache` the cache is removed whoever filled it, for an engine that is the tutor's own.
        """
        ...

    def sweep(self) -> int:
        """Remove what ended tutors left behind (containers, images of old attempts); return how many containers."""
        ...

"""Build the images of one attempt, on base images that are made present first, and read what they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tutor.attempt.events import AttemptEvent, BuildProgress, PhaseProgress, PhaseStarted
from tutor.bases.ensure import BaseNote, BaseReady, ensure, known_recipes
from tutor.bases.trust import host_trust, trusted_base
from tutor.dockerfile import named_images, parse, stage_graph
from tutor.engine.archive import cached_image
from tutor.engine.build_events import (
    BuildEvent,
    BuildFailed,
    BuildFailure,
    GraphKnown,
    ImageBuilt,
    StepStarted,
)
from tutor.engine.context_digest import context_digest
from tutor.engine.engine_source import EngineSource
from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import BuildRequest, Cancel, Engine, ImageInfo
from tutor.errors import EngineTrouble
from tutor.model.course import Lab
from tutor.model.dockerfile import Dockerfile
from tutor.model.image import Image
from tutor.model.image_name import full_name
from tutor.model.service import Service
from tutor.safe_text import clean_line, megabytes


@dataclass(frozen=True)
class Built:
    """The end of a build: an image, or why there is none."""

    info: ImageInfo | None = None
    failure: BuildFailure | None = None
    seconds: float | None = None


def needed_bases(lab: Lab, dockerfiles: Iterable[Dockerfile], helpers: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the images that the Dockerfiles name, and helpers, as far as the lab has them or a stand-in can be made."""
    named = {full_name(name) for name in (*helpers, *(n for d in dockerfiles for n in named_images(d)))}
    known = {full_name(name): name for name in (*known_recipes(), *lab.base_images)}
    return tuple(name for full, name in known.items() if full in named)


class ImageBuilder:
    """Builds Dockerfiles of one lab in one engine."""

    def __init__(self, engine: Engine, lab: Lab, cancel: Cancel, downloads: Path) -> None:
        self._engine, self._lab, self._cancel, self._downloads = engine, lab, cancel, downloads
        self._cache = LayerCache(downloads.parent / "layers")
        self._trust = host_trust()
        self._substitutes: dict[str, str] = {}
        self._last: dict[str, ImageInfo | None] = {}
        """By the id of an image that was built: what the tag named before."""
        self.stand_ins: tuple[str, ...] = ()
        """Base images that are local stand-ins, known after `prepare`."""
        self.hosts: Mapping[str, str] = {}
        """Names that builds reach beside those that everyone knows, with their addresses."""

    def prepare(
        self, dockerfiles: Iterable[Dockerfile], helpers: Iterable[str] = ()
    ) -> Iterator[AttemptEvent]:
        """Make the images present that are needed, see `needed_bases`."""
        for reference in needed_bases(self._lab, dockerfiles, helpers):
            for event in ensure(self._engine, reference, self._cancel, downloads=self._downloads):
                if isinstance(event, BaseReady):
                    self.stand_ins += (reference,) if event.stand_in else ()
                elif isinstance(event, BaseNote):
                    yield PhaseStarted("bases", event.text)
                else:
                    yield PhaseProgress("bases", f"{event.label} {megabytes(event.current)}")
            used = trusted_base(self._engine, reference, self._trust, self._downloads, parse, self._cancel)
            if used != reference:
                self._substitutes[reference] = used

    def request(
        self, dockerfile: Dockerfile, purpose: str, seconds: float, ignore: str | None = None
    ) -> BuildRequest:
        """Return what to ask the engine for; the purpose is also the tag."""
        inputs = self._lab.build
        return BuildRequest(
            dockerfile=dockerfile,
            context=self._lab.app,
            tag=f"multistage-tutor/{self._lab.id}:{purpose}",
            purpose=purpose,
            seconds=seconds,
            base_substitutes=self._substitutes,
            build_arguments={**self._trust.proxies_except(self.hosts), **inputs.arguments},
            secrets={name: value.encode() for name, value in inputs.secrets.items()},
            ignore=ignore,
            hosts=self.hosts,
        )

    def service(self, service: Service) -> Generator[AttemptEvent, None, str]:
        """Return the id of a server's image, built first if the engine does not have it.

        Its bases are made present by `prepare`. Raises `EngineTrouble` if it cannot be built.
        """
        dockerfile = parse(service.dockerfile)
        tag = f"multistage-tutor/service:{self._service_key(service, dockerfile)}"
        image = self._engine.image(tag)
        if image is None:
            yield PhaseStarted("services", f"Building the lab's own server {service.host}, once.")
            yield from self._build_service(service, dockerfile, tag)
            image = self._engine.image(tag)
        if image is None:
            raise EngineTrouble(f"The engine built {service.host}, and does not have it.", "Try again.")
        return image.id

    def _service_key(self, service: Service, dockerfile: Dockerfile) -> str:
        """Return what its image depends on, as a tag."""
        used = {self._substitutes.get(s.base, s.base) for s in dockerfile.stages if s.base_stage is None}
        bases = [image.id for name in sorted(used) if (image := self._engine.image(name))]
        parts = (context_digest(service.folder), *bases)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def _build_service(
        self, service: Service, dockerfile: Dockerfile, tag: str
    ) -> Generator[AttemptEvent, None, None]:
        request = BuildRequest(
            dockerfile=dockerfile,
            context=service.folder,
            tag=tag,
            purpose="service",
            seconds=self._lab.limits.build_seconds,
            base_substitutes=self._substitutes,
            build_arguments=self._trust.proxies,
        )
        with closing(_closable(self._engine.build(request, self._cancel))) as events:
            for event in events:
                if isinstance(event, StepStarted):
                    yield PhaseProgress("services", event.step.name)
                elif isinstance(event, BuildFailed):
                    words = clean_line(event.failure.message.strip().rpartition("\n")[2], 300)
                    raise EngineTrouble(
                        f"The lab's own server {service.host} could not be built: {words.rstrip('.')}.",
                        "This says nothing about your Dockerfile. `tutor doctor` shows what is wrong with the engine.",
                    )

    def build(
        self, dockerfile: Dockerfile, image: str, seconds: float, ignore: str | None = None
    ) -> Generator[AttemptEvent, None, Built]:
        """Build; `image` is `yours` or `traditional`, `ignore` the text of the Dockerfile's own ignore file."""
        request = self.request(dockerfile, "attempt" if image == "yours" else image, seconds, ignore)
        yield BuildProgress(image, GraphKnown(stage_graph(dockerfile)))
        built, last = Built(), self._engine.image(request.tag)
        with closing(_closable(self._engine.build(request, self._cancel))) as events:
            for event in events:
                if isinstance(event, ImageBuilt):
                    built = Built(info=self._engine.image(event.image_id), seconds=event.seconds)
                    self._last[event.image_id] = last
                elif isinstance(event, BuildFailed):
                    built = Built(failure=event.failure)
                yield BuildProgress(image, event)
        return built

    def read(self, info: ImageInfo) -> Image:
        """Return the image with all its layers, by its id: another copy of the tutor may have moved the tag."""
        last = self._last.get(info.id)
        previous = cached_image(last, self._cache) if last else None
        return EngineSource(self._engine, info.id, previous).read(self._cache, self._cancel)


def _closable(events: Iterator[BuildEvent]) -> Generator[BuildEvent, None, None]:
    """Make sure that an engine's events can be closed, so that a build ends with its reader."""
    yield from events

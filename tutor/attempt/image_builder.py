"""Build the images of one attempt, on base images that are made present first, and read what they hold."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tutor.attempt.events import AttemptEvent, BuildProgress, PhaseProgress, PhaseStarted
from tutor.bases.ensure import BaseNote, BaseReady, ensure
from tutor.bases.trust import host_trust, trusted_base
from tutor.dockerfile import parse, stage_graph
from tutor.engine.archive import cached_image
from tutor.engine.build_events import BuildEvent, BuildFailed, BuildFailure, GraphKnown, ImageBuilt
from tutor.engine.engine_source import EngineSource
from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import BuildRequest, Cancel, Engine, ImageInfo
from tutor.model.course import Lab
from tutor.model.dockerfile import Dockerfile
from tutor.model.image import Image
from tutor.model.image_name import full_name
from tutor.safe_text import megabytes


@dataclass(frozen=True)
class Built:
    """The end of a build: an image, or why there is none."""

    info: ImageInfo | None = None
    failure: BuildFailure | None = None
    seconds: float | None = None


def needed_bases(lab: Lab, dockerfiles: Iterable[Dockerfile], helpers: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the lab's base images that one of the Dockerfiles names, or that are helpers."""
    bases = [stage.base for dockerfile in dockerfiles for stage in dockerfile.stages]
    named = {full_name(name) for name in (*bases, *helpers)}
    return tuple(base for base in lab.base_images if full_name(base) in named)


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

    def prepare(
        self, dockerfiles: Iterable[Dockerfile], helpers: Iterable[str] = ()
    ) -> Iterator[AttemptEvent]:
        """Make the lab's base images present, as far as one of the Dockerfiles names them or they are helpers."""
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
        return BuildRequest(
            dockerfile=dockerfile,
            context=self._lab.app,
            tag=f"multistage-tutor/{self._lab.id}:{purpose}",
            purpose=purpose,
            seconds=seconds,
            base_substitutes=self._substitutes,
            build_arguments=self._trust.proxies,
            ignore=ignore,
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

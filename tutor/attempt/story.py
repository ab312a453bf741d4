"""The story of one attempt: read, build, inspect, run, check, diagnose, record; a stream of events."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection, Generator, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from tutor.attempt.container import AttemptContainer
from tutor.attempt.events import (
    AttemptEvent,
    AttemptStarted,
    Diagnosed,
    Finished,
    LayersKnown,
    PhaseStarted,
    SizesKnown,
)
from tutor.attempt.hiding import Hiding
from tutor.attempt.image_builder import ImageBuilder
from tutor.attempt.judging import Judging
from tutor.attempt.measuring import keep_added, measure
from tutor.attempt.other_images import OtherImages
from tutor.attempt.seeing import SeenImages, known_layers
from tutor.attempt.services import AttemptServices
from tutor.checks import declares, helpers
from tutor.checks.engine_features import missing_builder
from tutor.checks.evidence import Evidence
from tutor.checks.looked_at import looked_at
from tutor.checks.reading import not_needed
from tutor.diagnosis import diagnose
from tutor.dockerfile import decode, parse, quick_check
from tutor.engine.port import Cancel, Engine
from tutor.errors import EngineTrouble, FileProblem, TutorError
from tutor.model.course import Lab
from tutor.model.outcome import Diagnosis, Sizes, Verdict, judge
from tutor.model.service import BUILD, RUN
from tutor.model.written import written_digest


def attempt(
    lab: Lab,
    data: bytes,
    engine: Engine | None,
    *,
    store: Recorder | None,
    cancel: Cancel,
    downloads: Path,
    no_engine: str = "no container engine answers",
    build_seconds: int | None = None,
    ignore: str | None = None,
    answered: Collection[str] = (),
    see_through: bool = False,
) -> Generator[AttemptEvent, None, None]:
    """Judge `data` as the Dockerfile of `lab`; nothing follows `Finished` but what was seen of the images.

    `ignore` is the text of a `Dockerfile.dockerignore` beside it, which takes the place of the app's `.dockerignore`,
    `answered` the ids of the lab's questions that the learner has answered.
    With `see_through` the events tell what each file of both images is, too: after the verdict, which waits for no X-ray.
    Without an engine the checks that need none answer, the others could not run. Closing the generator, or throwing
    `cancel`, stops the build and removes the container.
    """
    seconds = build_seconds or lab.limits.build_seconds
    story = _Story(lab, data, engine, cancel, downloads, no_engine, seconds, ignore, answered)
    began = time.monotonic()
    yield AttemptStarted(lab.id, tuple((c.id, c.title) for c in lab.checks))
    try:
        try:
            yield from story.tell()
        except TutorError as e:  # also of an image that somebody removes between its build and its reading
            yield from story.judging.give_up(f"{e.message} {e.fix}".strip())
        finally:
            story.container.close()
            story.services.close()
        yield from story.explain()
    finally:
        story.others.close()
    verdict = story.verdict(time.monotonic() - began)
    yield Finished(_recorded(verdict, store) if store is not None else verdict)
    if see_through:
        yield from story.images.tell()


class Recorder(Protocol):
    """Where verdicts are kept."""

    def record(self, verdict: Verdict, when: float) -> None:
        """Keep a verdict; `when` is seconds since the epoch. Raises `TutorError` if that fails."""
        ...


class _Story:
    """One attempt's state; each method is a chapter."""

    def __init__(
        self,
        lab: Lab,
        data: bytes,
        engine: Engine | None,
        cancel: Cancel,
        downloads: Path,
        no_engine: str,
        build_seconds: int,
        ignore: str | None,
        answered: Collection[str],
    ) -> None:
        self._lab, self._data, self._engine, self._cancel = lab, data, engine, cancel
        self._downloads, self._no_engine, self._build_seconds = downloads, no_engine, build_seconds
        self._ignore = ignore
        self.images = SeenImages(lab, cancel)
        self._evidence = Evidence(
            lab,
            engine=engine,
            cancel=cancel,
            ignore=ignore,
            answered=answered,
            see=lambda: self.images.xray("yours"),
        )
        self.container = AttemptContainer(lab, self._evidence, cancel)
        self.services = AttemptServices(lab, cancel)
        self._evidence.trouble_of_services = self.services.stopped
        self.others = OtherImages(lab, self._evidence, cancel)
        self.judging = Judging(lab, self._evidence, cancel, self.others)
        self._hiding = Hiding(lab.build.secrets)
        self._diagnosis: Diagnosis | None = None
        self._images: ImageBuilder | None = None

    def tell(self) -> Iterator[AttemptEvent]:
        """Read, build, inspect, run; checks answer as soon as their evidence is there."""
        yield PhaseStarted("read")
        self._read()
        yield from self.judging.answer("text")
        if not self.judging.is_a_dockerfile:
            yield from self.judging.give_up("")
            return
        if self._engine is None:
            yield from self.judging.give_up(self._no_engine)
            return
        with suppress(EngineTrouble):  # cleaning up after others is a courtesy, not a condition
            self._engine.sweep()
        if lack := missing_builder(self._lab, self._engine):
            yield from self.judging.give_up(lack)
            return
        self._images = ImageBuilder(self._engine, self._lab, self._cancel, self._downloads)
        self.others.images = self._images
        yield from self._build(self._engine, self._images)
        yield from self.judging.answer("build")
        if self._evidence.info is not None and not self._cancel.thrown:
            yield from self._look(self._engine, self._images)
        yield from self.judging.give_up("the attempt was cancelled" if self._cancel.thrown else "")

    def _look(self, engine: Engine, images: ImageBuilder) -> Iterator[AttemptEvent]:
        """Inspect the image while the container starts, then ask the container, then compare sizes."""
        yield PhaseStarted("inspect")
        yield from self.services.start(RUN, engine, images)
        self._evidence.hosts = self.services.hosts(RUN)
        if self.judging.needs_container:
            self.container.start(engine)
        yield from self._first_facts(engine)
        self._read_image(images)
        yield SizesKnown(self._evidence.sizes)
        yield from self.judging.answer("image", stop_at="container")
        if self.judging.needs_container:
            yield PhaseStarted("run")
            self.container.wait()
        yield from self.judging.answer("container")
        if self.container.ended_meanwhile():
            yield from self.judging.again("starts")
        yield from self.judging.answer("stop")
        self.container.close()
        yield from self.judging.answer("image")
        yield from self._compare(images)
        yield SizesKnown(self._evidence.sizes)
        yield from self.judging.answer("size")
        if self.judging.waits_for("trial"):
            yield PhaseStarted("trial")
            yield from self.judging.answer("trial")

    def _read(self) -> None:
        evidence = self._evidence
        try:
            evidence.text = decode(self._data)
        except FileProblem as e:
            evidence.file_problem = e
            return
        evidence.dockerfile = parse(evidence.text)
        evidence.problems = quick_check(evidence.dockerfile)

    def _build(self, engine: Engine, images: ImageBuilder) -> Iterator[AttemptEvent]:
        evidence = self._evidence
        if evidence.dockerfile is None:
            return
        servers = (service.dockerfile for service in self._lab.services)
        files = (evidence.dockerfile, *map(parse, (*self._compared(), *servers)))
        yield from images.prepare(files, helpers(self._lab))
        yield from self.services.start(BUILD, engine, images)
        images.hosts = self.services.hosts(BUILD)
        yield PhaseStarted("build")
        built = yield from images.build(evidence.dockerfile, "yours", self._build_seconds, self._ignore)
        evidence.info, evidence.failure, evidence.build_seconds = built.info, built.failure, built.seconds
        evidence.request = images.request(evidence.dockerfile, "trial", self._build_seconds, self._ignore)

    def _compared(self) -> tuple[str, ...]:
        """Return the Dockerfiles that sizes are compared with."""
        lab = self._lab
        return (
            (lab.traditional, lab.reference.text)
            if declares(lab, "share_of_reference")
            else (lab.traditional,)
        )

    def _compare(self, images: ImageBuilder) -> Iterator[AttemptEvent]:
        """Measure the images that sizes are compared with; the reference only if a check asks for it."""
        lab, seconds = self._lab, max(self._build_seconds, self._lab.limits.build_seconds)
        keep_added("yours", self._evidence.image, self._evidence, self._evidence.dockerfile)
        image = yield from measure("traditional", lab.traditional, self._evidence, images, seconds)
        if image is not None:
            self.images.add("traditional", image, parse(lab.traditional))
        if declares(lab, "share_of_reference", of_default=True) and not self._cancel.thrown:
            known = lab.reference
            yield from measure("reference", known.text, self._evidence, images, seconds, known.ignore)

    def _read_image(self, images: ImageBuilder) -> None:
        info = self._evidence.info
        if info is not None:
            self._evidence.image = image = images.read(info)
            self._evidence.sizes = Sizes(yours=image.size, engine_reported=info.engine_size)
            if self._evidence.dockerfile is not None:
                self.images.add("yours", image, self._evidence.dockerfile)
            if self._lab.reading is not None:
                self._read_lines()

    def _read_lines(self) -> None:
        """Put into the evidence what each line has added, and how much of it is not needed to run."""
        evidence = self._evidence
        xray = evidence.xray()
        evidence.sizes = replace(
            evidence.sizes,
            lines=evidence.line_sizes(),
            not_needed=not_needed(evidence, xray) if xray is not None else None,
        )

    def _first_facts(self, engine: Engine) -> Iterator[AttemptEvent]:
        """Tell what the engine knows of the image before its files are read; an engine in trouble is noticed soon enough."""
        info, dockerfile, facts = self._evidence.info, self._evidence.dockerfile, None
        with suppress(EngineTrouble):
            facts = engine.facts(info.id, ()) if info is not None else None
        if info is not None and facts is not None and dockerfile is not None:
            layers = known_layers(facts, dockerfile)
            if layers:
                yield LayersKnown(layers)
                yield SizesKnown(
                    Sizes(yours=sum(size for _, size in layers), engine_reported=info.engine_size)
                )

    def explain(self) -> Iterator[AttemptEvent]:
        """Give the one diagnosis, if a check failed."""
        if not self._cancel.thrown:
            found = diagnose(self.judging.outcomes, self._evidence, self.others.known)
            self._diagnosis = self._hiding.diagnosis(found)
        if self._diagnosis is not None:
            yield Diagnosed(self._diagnosis)

    def verdict(self, seconds: float) -> Verdict:
        """Return the end."""
        outcomes = self.judging.outcomes
        verdict = Verdict(
            lab_id=self._lab.id,
            status="cancelled" if self._cancel.thrown else judge(outcomes),
            outcomes=outcomes,
            diagnosis=self._diagnosis,
            sizes=self._evidence.sizes,
            image_id=self._evidence.info.id if self._evidence.info else "",
            dockerfile_digest=hashlib.sha256(self._data).hexdigest(),
            written_digest=written_digest(self._data, self._ignore),
            seconds=seconds,
            stand_ins=self._images.stand_ins if self._images else (),
            advice=() if self._cancel.thrown else self.judging.advice,
            engine=self._engine_name(),
            evidence=looked_at(self._evidence, self.others.seen()),
        )
        return self._hiding.verdict(verdict)

    def _engine_name(self) -> str:
        """Return what judged, as in `docker 26.1.3, overlay2`; empty if nothing answers."""
        with suppress(EngineTrouble):
            info = self._engine.info() if self._engine is not None else None
            return f"{info.name} {info.version}, {info.storage}" if info else ""
        return ""


def _recorded(verdict: Verdict, store: Recorder) -> Verdict:
    """Keep a verdict that speaks of the learner's work; one that cannot be kept is still told, with the reason."""
    if verdict.status not in ("passed", "failed"):
        return verdict
    try:
        store.record(verdict, time.time())
    except TutorError as e:
        return replace(verdict, notice=f"This verdict was not recorded. {e.message} {e.fix}")
    return verdict

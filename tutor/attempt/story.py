"""The story of one attempt: read, build, inspect, run, check, diagnose, record; a stream of events."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from tutor.attempt.events import (
    AttemptEvent,
    AttemptStarted,
    BuildProgress,
    CheckDone,
    Diagnosed,
    Finished,
    PhaseProgress,
    PhaseStarted,
    SizesKnown,
)
from tutor.bases.ensure import BaseNote, BaseReady, ensure
from tutor.bases.trust import host_trust, trusted_base
from tutor.checks import make
from tutor.checks.contents import ImageSizeCheck
from tutor.checks.evidence import Evidence
from tutor.checks.probe import Probe
from tutor.diagnosis import diagnose
from tutor.dockerfile import decode, parse, quick_check
from tutor.engine.archive import read_image
from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import BuildEvent, BuildFailed, BuildRequest, Cancel, Engine, ImageBuilt, RunRequest
from tutor.errors import EngineTrouble, FileProblem
from tutor.model.course import CheckSpec, Lab
from tutor.model.dockerfile import Dockerfile
from tutor.model.outcome import Diagnosis, Outcome, Sizes, Status, Verdict, judge
from tutor.safe_text import megabytes


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
) -> Generator[AttemptEvent, None, None]:
    """Judge `data` as the Dockerfile of `lab`; the last event is `Finished`.

    Without an engine the checks that need none answer, the others could not run. Closing the generator, or throwing
    `cancel`, stops the build and removes the container.
    """
    story = _Story(lab, data, engine, cancel, downloads, no_engine, build_seconds or lab.limits.build_seconds)
    began = time.monotonic()
    yield AttemptStarted(lab.id, tuple((c.id, c.title) for c in lab.checks))
    try:
        yield from story.tell()
    except EngineTrouble as e:
        yield from story.give_up(e.message)
    finally:
        story.close()
    yield from story.explain()
    verdict = story.verdict(time.monotonic() - began)
    if store is not None and verdict.status in ("passed", "failed"):
        store.record(verdict, time.time())
    yield Finished(verdict)


class Recorder(Protocol):
    """Where verdicts are kept."""

    def record(self, verdict: Verdict, when: float) -> None:
        """Keep a verdict; `when` is seconds since the epoch."""
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
    ) -> None:
        self._lab, self._data, self._engine, self._cancel = lab, data, engine, cancel
        self._downloads, self._no_engine, self._build_seconds = downloads, no_engine, build_seconds
        self._evidence = Evidence(lab)
        self._outcomes: dict[str, Outcome] = {}
        self._diagnosis: Diagnosis | None = None
        self._image_id = ""
        self._stand_ins: tuple[str, ...] = ()
        self._substitutes: dict[str, str] = {}
        self._trust = host_trust()
        self._cache = LayerCache(downloads.parent / "layers")

    def tell(self) -> Iterator[AttemptEvent]:
        """Read, build, inspect, run; checks answer as soon as their evidence is there."""
        yield PhaseStarted("read")
        self._read()
        yield from self._judge("text")
        if self._stopped():
            yield from self.give_up("")
            return
        if self._engine is None:
            yield from self.give_up(self._no_engine)
            return
        self._engine.sweep()
        yield from self._prepare_bases(self._engine)
        yield from self._build(self._engine)
        yield from self._judge("build")
        if not self._stopped() and not self._cancel.thrown:
            yield from self._look(self._engine)
        yield from self.give_up("the attempt was cancelled" if self._cancel.thrown else "")

    def _look(self, engine: Engine) -> Iterator[AttemptEvent]:
        """Inspect the image while the container starts, then ask the container, then compare sizes."""
        yield PhaseStarted("inspect")
        self._start_container(engine)
        self._read_image(engine)
        yield SizesKnown(self._evidence.sizes)
        yield from self._judge("image", stop_at="container")
        yield PhaseStarted("run")
        self._wait_for_container()
        yield from self._judge("container")
        self.close()
        yield from self._judge("image")
        yield from self._measure_traditional(engine)
        yield SizesKnown(self._evidence.sizes)
        yield from self._judge("size")

    def _read(self) -> None:
        evidence = self._evidence
        try:
            evidence.text = decode(self._data)
        except FileProblem as e:
            evidence.file_problem = e
            return
        evidence.dockerfile = parse(evidence.text)
        evidence.problems = quick_check(evidence.dockerfile)

    def _prepare_bases(self, engine: Engine) -> Iterator[AttemptEvent]:
        """Make the lab's base images present, as far as this Dockerfile or the traditional one names them."""
        named = {
            s.base for d in (self._evidence.dockerfile, parse(self._lab.traditional)) if d for s in d.stages
        }
        for reference in (b for b in self._lab.base_images if b in named):
            for event in ensure(engine, reference, self._cancel, downloads=self._downloads):
                if isinstance(event, BaseReady):
                    self._stand_ins += (reference,) if event.stand_in else ()
                elif isinstance(event, BaseNote):
                    yield PhaseStarted("bases", event.text)
                else:
                    yield PhaseProgress("bases", f"{event.label} {megabytes(event.current)}")
            used = trusted_base(engine, reference, self._trust, self._downloads, parse)
            if used != reference:
                self._substitutes[reference] = used

    def _build(self, engine: Engine) -> Iterator[AttemptEvent]:
        if self._evidence.dockerfile is None:
            return
        yield PhaseStarted("build")
        request = self._request(self._evidence.dockerfile, "attempt", self._build_seconds)
        with closing(_events(engine.build(request, self._cancel))) as events:
            for event in events:
                if isinstance(event, ImageBuilt):
                    self._image_id = event.image_id
                elif isinstance(event, BuildFailed):
                    self._evidence.failure = event.failure
                yield BuildProgress("yours", event)
        self._evidence.info = engine.image(self._image_id) if self._image_id else None

    def _measure_traditional(self, engine: Engine) -> Iterator[AttemptEvent]:
        """Build the traditional image (from the cache, mostly) and measure it."""
        evidence = self._evidence
        if evidence.text == self._lab.traditional:
            evidence.sizes = replace(evidence.sizes, traditional=evidence.sizes.yours)
        else:
            yield PhaseStarted("traditional")
            request = self._request(
                parse(self._lab.traditional), "traditional", self._lab.limits.build_seconds
            )
            built = ""
            with closing(_events(engine.build(request, self._cancel))) as events:
                for event in events:
                    if isinstance(event, ImageBuilt):
                        built = event.image_id
                    elif isinstance(event, BuildFailed):
                        words = event.failure.message.strip().rpartition("\n")[2]
                        evidence.traditional_trouble = f"the traditional image could not be built: {words}"
                    yield BuildProgress("traditional", event)
            info = engine.image(built) if built else None
            if info is not None:
                size = read_image(info, lambda: engine.save(info.id), self._cache).size
                evidence.sizes = replace(evidence.sizes, traditional=size)
        self._set_target()

    def _set_target(self) -> None:
        sizes = self._evidence.sizes
        for spec in self._lab.checks:
            check = make(spec)
            if isinstance(check, ImageSizeCheck) and sizes.traditional is not None:
                self._evidence.sizes = replace(sizes, target=check.target(sizes.traditional))

    def _request(self, dockerfile: Dockerfile, purpose: str, seconds: float) -> BuildRequest:
        return BuildRequest(
            dockerfile=dockerfile,
            context=self._lab.app,
            tag=f"multistage-tutor/{self._lab.id}:{purpose}",
            purpose=purpose,
            seconds=seconds,
            base_substitutes=self._substitutes,
            build_arguments=self._trust.proxies,
        )

    def _start_container(self, engine: Engine) -> None:
        if self._evidence.info is None:
            return
        limits = self._lab.limits
        self._evidence.probe = probe = Probe(engine, self._lab.port, self._cancel)
        probe.start(
            RunRequest(self._evidence.info.id, self._lab.port, "attempt", limits.memory_mb, limits.processes)
        )

    def _wait_for_container(self) -> None:
        if self._evidence.probe is not None:
            starts = next((c for c in self._lab.checks if c.kind == "starts"), None)
            path = str(starts.options.get("path", "/")) if starts else "/"
            self._evidence.probe.wait(path, self._lab.limits.start_seconds)

    def _read_image(self, engine: Engine) -> None:
        info = self._evidence.info
        if info is None:
            return
        image = read_image(info, lambda: engine.save(info.id), self._cache)
        self._evidence.image = image
        self._evidence.sizes = Sizes(yours=image.size, engine_reported=info.engine_size)

    def _judge(self, phase: str, stop_at: str = "") -> Iterator[AttemptEvent]:
        """Answer the checks of a phase in the lab's order; with `stop_at`, only those before the first of that phase."""
        for spec in self._lab.checks:
            check = make(spec)
            if check.phase == stop_at:
                return
            if check.phase == phase and spec.id not in self._outcomes and not self._cancel.thrown:
                yield self._answer(self._blocked(spec) or check.run(self._evidence))

    def _blocked(self, spec: CheckSpec) -> Outcome | None:
        """Return the outcome of a check whose precondition does not hold, or None."""
        for need in spec.needs:
            before = self._outcomes.get(need)
            if before is not None and before.status is not Status.PASSED:
                return _skipped(spec, before)
        return None

    def _stopped(self) -> bool:
        return any(o.status is not Status.PASSED for o in self._outcomes.values())

    def _answer(self, outcome: Outcome) -> CheckDone:
        self._outcomes[outcome.check_id] = outcome
        return CheckDone(outcome)

    def give_up(self, because: str) -> Iterator[AttemptEvent]:
        """Answer the checks that have not: skipped where an earlier one is the reason, else could not run."""
        for spec in self._lab.checks:
            if spec.id not in self._outcomes:
                blocked = self._blocked(spec)
                reason = because or "an earlier check did not pass"
                yield self._answer(
                    blocked or Outcome(spec.id, spec.title, Status.COULD_NOT_RUN, because=reason)
                )

    def explain(self) -> Iterator[AttemptEvent]:
        """Give the one diagnosis, if a check failed."""
        if not self._cancel.thrown:
            self._diagnosis = diagnose(self._ordered(), self._evidence)
        if self._diagnosis is not None:
            yield Diagnosed(self._diagnosis)

    def verdict(self, seconds: float) -> Verdict:
        """Return the end."""
        outcomes = self._ordered()
        return Verdict(
            lab_id=self._lab.id,
            status="cancelled" if self._cancel.thrown else judge(outcomes),
            outcomes=outcomes,
            diagnosis=self._diagnosis,
            sizes=self._evidence.sizes,
            image_id=self._image_id,
            dockerfile_digest=hashlib.sha256(self._data).hexdigest(),
            seconds=seconds,
            stand_ins=self._stand_ins,
        )

    def _ordered(self) -> tuple[Outcome, ...]:
        return tuple(self._outcomes[c.id] for c in self._lab.checks if c.id in self._outcomes)

    def close(self) -> None:
        """Remove the container."""
        if self._evidence.probe is not None:
            with suppress(EngineTrouble):
                self._evidence.probe.close()


def _events(events: Iterator[BuildEvent]) -> Generator[BuildEvent, None, None]:
    """Make sure that an engine's events can be closed, so that a build ends with its reader."""
    yield from events


def _skipped(spec: CheckSpec, before: Outcome) -> Outcome:
    reason = f"“{before.title}” did not pass"
    return Outcome(spec.id, spec.title, Status.SKIPPED, because=reason)

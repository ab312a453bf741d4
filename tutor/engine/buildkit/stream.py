"""Decode the stream of a BuildKit build into build events."""

from __future__ import annotations

import base64
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from tutor.engine.build_events import (
    BuildEvent,
    BuildFailed,
    BuildFailure,
    BuildStep,
    BuildWarning,
    ImageBuilt,
)
from tutor.engine.buildkit.engine_clock import EngineClock
from tutor.engine.buildkit.moving import Moving
from tutor.engine.buildkit.sharing import Sharing
from tutor.engine.buildkit.status import Status, VertexWarning, decode_status
from tutor.engine.buildkit.step_map import StepMap
from tutor.engine.buildkit.steps import Step, Steps, at_place
from tutor.engine.buildkit.vertex_name import image_asked_for
from tutor.engine.failure import classify, error_of, exit_code, judged, line_number, plain_words
from tutor.engine.text_stream import OUTPUT_LIMIT, OutputLimit
from tutor.model.dockerfile import Dockerfile
from tutor.safe_text import clean, clean_line

_TRACE = "moby.buildkit.trace"
_ADDRESS = ("http://", "https://")
"""How the engine calls the steps that fetch what an ADD names."""
_WARNINGS = 200


class BuildKitStream:
    """The state of one build while its stream is read."""

    def __init__(
        self,
        dockerfile: Dockerfile,
        clock: Callable[[], float] = time.monotonic,
        *,
        substitutes: Mapping[str, str] | None = None,
        target: str = "",
    ) -> None:
        """`substitutes` are the base images that were sent instead of those written (written -> sent)."""
        self._lines = len(dockerfile.lines)
        self._clock = EngineClock(clock)
        self._map = StepMap(dockerfile, substitutes)
        self._steps = Steps(self._map, Sharing(dockerfile, target), self._clock)
        self._moving = Moving()
        self._warned: set[BuildWarning] = set()
        self._bytes = 0
        self._image = ""
        self.ended = False

    @property
    def step(self) -> BuildStep | None:
        """Return the step that runs now (the longest of them), or ran last."""
        culprit = self._steps.culprit("")
        return culprit.told if culprit else None

    @property
    def tail(self) -> deque[str]:
        """Return the last lines of that step."""
        culprit = self._steps.culprit("")
        return culprit.log.tail if culprit else deque()

    def events(self, messages: Iterable[Mapping[str, Any]]) -> Iterator[BuildEvent]:
        """Yield the events of a stream of decoded JSON objects.

        Messages that mean nothing are passed over. Raises `OutputLimit`. A stream that ends without an image or an
        error yields no end event: `ended` stays False.
        """
        for message in messages:
            if isinstance(message, Mapping):
                yield from self._message(message)
            if self.ended:
                return
        if self._image:
            yield from self._steps.close()
            self.ended = True
            yield ImageBuilt(self._image, self._clock.now())

    def fail(self, kind: str, message: str) -> Iterator[BuildEvent]:
        """Yield the end of a build that failed for `kind`; nothing if it has ended."""
        if not self.ended:
            yield from self._fail(kind, message, self._steps.culprit(kind))

    def _message(self, message: Mapping[str, Any]) -> Iterator[BuildEvent]:
        aux = message.get("aux")
        if message.get("id") == _TRACE and isinstance(aux, str):
            yield from self._status(decode_status(_decoded(aux)))
        elif isinstance(aux, Mapping) and isinstance(aux.get("ID"), str):
            self._image = clean_line(aux["ID"], 100)
        elif (text := error_of(message)) is not None:
            yield from self._error(text)

    def _status(self, status: Status) -> Iterator[BuildEvent]:
        """Yield what one message tells; a step's last output comes before its end."""
        printing = {log.vertex for log in status.logs}
        for vertex in status.vertices:
            self._steps.know(vertex)
        for vertex in status.vertices:
            yield from self._steps.begin(vertex)
            if vertex.digest not in printing:
                yield from self._steps.end(vertex)
        yield from self._moved(status)
        self._bytes += sum(len(log.data) for log in status.logs)
        if self._bytes > OUTPUT_LIMIT:
            raise OutputLimit
        yield from self._steps.logs(status.logs)
        for vertex in status.vertices:
            if vertex.digest in printing:
                yield from self._steps.end(vertex)
        for warning in status.warnings:
            yield from self._warn(warning)
        yield from self._steps.settle(status.time)

    def _moved(self, status: Status) -> Iterator[BuildEvent]:
        for sent in status.statuses:
            step = self._steps.step(sent.vertex)
            if step is not None:
                step.has_fetched |= sent.id.startswith(("sha256:", "extracting "))
                moved = replace(sent, id=self._map.shown(sent.id))
                yield from self._moving.progress(moved, step.digest, step.name)

    def _warn(self, warning: VertexWarning) -> Iterator[BuildEvent]:
        first, last = next((r for r in warning.ranges if 0 < r[0] <= self._lines), (None, None))
        url = clean_line(warning.url, 300)
        told = BuildWarning(
            message=clean_line(self._map.shown(warning.short), 300),
            detail=clean_line(self._map.shown(" ".join(warning.detail)), 1000),
            url=url if url.startswith("https://") else "",
            line=first,
            end_line=min(last, self._lines) if last else None,
        )
        if told.message and told not in self._warned and len(self._warned) < _WARNINGS:
            self._warned.add(told)
            yield told

    def _error(self, message: str) -> Iterator[BuildEvent]:
        """Yield the end of a build with the engine's own error; cancelled siblings are not the cause."""
        kind, cause = classify(message), self._steps.cause(plain_words(message))
        if kind == "cancelled" and cause is not None:
            kind, message = classify(cause.error), cause.error
        if kind == "registry_unreachable" and cause is not None and cause.name.startswith(_ADDRESS):
            kind = "network_failed"
        yield from self._fail(kind, message, cause)

    def _fail(self, kind: str, message: str, cause: Step | None) -> Iterator[BuildEvent]:
        step = self._failing(kind, message, cause)
        yield from self._steps.close()
        self.ended = True
        if cause is not None:
            yield from self._steps.stop(cause)
        tail = tuple(cause.log.tail) if cause else ()
        code = exit_code(message) if kind == "run_failed" else None
        has_begun = step is not None and step.stage_index is not None and step.name[:5].upper() != "FROM "
        kind, words = judged(
            kind, plain_words(message), tail, has_begun=has_begun, earlier=self._steps.given_up
        )
        words = clean(self._map.shown(words))
        yield BuildFailed(BuildFailure(kind, words, step, code, tail, self._clock.now()))

    def _failing(self, kind: str, message: str, cause: Step | None) -> BuildStep | None:
        """Return what failed: the line that a parse error tells, the step, or the line that the words speak of."""
        line = line_number(message)
        place = self._map.at_line(line) if line and (kind == "parse" or cause is None) else None
        if place is None and cause is None and kind not in ("cancelled", "engine_lost"):
            place = self._map.naming(plain_words(message))
        if place is not None:
            return at_place(f"line-{place.line}", place)
        if cause is None:
            return None
        asked = image_asked_for(cause.name)
        asking = self._map.asking_for(asked) if asked else self._map.adding(cause.name)
        place = cause.place or asking
        return at_place(cause.digest, place, cause.inputs) if place else cause.told


def _decoded(text: str) -> bytes:
    """Return what base64 text stands for, nothing if it is none."""
    try:
        return base64.b64decode(text)
    except ValueError:
        return b""

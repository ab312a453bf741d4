"""Decode the text stream of the classic builder and of Podman into build events."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tutor.engine.build_events import (
    BuildEvent,
    BuildFailed,
    BuildFailure,
    BuildStep,
    ImageBuilt,
    LogLines,
    Progress,
    StepCached,
    StepDone,
    StepFailed,
    StepStarted,
)
from tutor.engine.failure import classify, error_of, exit_code, given_up, judged, line_number
from tutor.engine.text_steps import TextSteps
from tutor.model.dockerfile import Dockerfile
from tutor.safe_text import clean, clean_line

OUTPUT_LIMIT = 32_000_000
"""Bytes of output after which a build is stopped: a step that prints without end reaches it within seconds."""
TAIL = 40
_BATCH = 50
_REMOVED = re.compile(r"Remov(?:ing|ed) intermediate container [0-9a-f]{12}$")
_CLASSIC_DONE = re.compile(r" ---> [0-9a-f]{12}\s*")
_PODMAN_CACHED = re.compile(r"--> Using cache [0-9a-f]+")
_PODMAN_DONE = re.compile(r"--> [0-9a-f]{11,64}")
_PODMAN_COMMIT = re.compile(r"(?:\[\d+/\d+\] )?COMMIT(?: \S*multistage-tutor/\S+)?")
_CLASSIC_NOISE = re.compile(
    r" ---> (?:Running in )?[0-9a-f]{12}$| ---> $|Remov(?:ing|ed) intermediate container [0-9a-f]{12}$"
    r"|Successfully built [0-9a-f]{12}$|Successfully tagged multistage-tutor/"
)


class OutputLimit(Exception):
    """The build has printed more than `OUTPUT_LIMIT` bytes."""


class TextStream:
    """The state of one build while its stream is read."""

    def __init__(self, dockerfile: Dockerfile, clock: Callable[[], float] = time.monotonic) -> None:
        self._steps = TextSteps(dockerfile)
        self._clock = clock
        self._began = clock()
        self._step: BuildStep | None = None
        self._step_at = 0.0
        self._cached = False
        self._pending = ""
        self._lines: list[str] = []
        self.tail: deque[str] = deque(maxlen=TAIL)
        self._given_up = ""
        self._bytes = 0
        self._image = ""
        self.ended = False

    @property
    def step(self) -> BuildStep | None:
        """Return the step that runs now, or ran last."""
        return self._step

    def events(self, messages: Iterable[Mapping[str, Any]]) -> Iterator[BuildEvent]:
        """Yield the events of a stream of decoded JSON objects.

        Messages that mean nothing are passed over. Raises `OutputLimit`. A stream that ends without an image or an
        error yields no end event: `ended` stays False.
        """
        for message in messages:
            yield from self._message(message)
            if self.ended:
                return
        yield from self._flush()
        if self._image:
            yield from self._finish_step()
            self.ended = True
            yield ImageBuilt(self._image, self._now())

    def fail(self, kind: str, message: str) -> Iterator[BuildEvent]:
        """Yield the end of a build that failed for `kind`."""
        yield from self._flush()
        self.ended = True
        now = self._now()
        has_begun = self._step is not None and not self._step.name.upper().startswith("FROM ")
        kind, message = judged(kind, message, self.tail, has_begun=has_begun, earlier=self._given_up)
        if self._step is not None:
            yield StepFailed(self._step.id, now)
        step = self._step
        line = line_number(message) if kind == "parse" else None
        if line is not None:
            step = BuildStep(f"line-{line}", "", "", line)
        yield BuildFailed(BuildFailure(kind, clean(message), step, exit_code(message), tuple(self.tail), now))

    def _message(self, message: Mapping[str, Any]) -> Iterator[BuildEvent]:
        aux = message.get("aux")
        if isinstance(aux, Mapping) and isinstance(aux.get("ID"), str):
            self._image = aux["ID"]
        elif (text := error_of(message)) is not None:
            yield from self.fail(classify(text), text)
        elif isinstance(message.get("stream"), str):
            yield from self._text(message["stream"])
        elif isinstance(message.get("status"), str):
            yield from self._status(message)

    def _status(self, message: Mapping[str, Any]) -> Iterator[BuildEvent]:
        detail = message.get("progressDetail")
        if isinstance(detail, Mapping) and isinstance(detail.get("current"), int):
            total = detail.get("total")
            label = clean_line(f"{message['status']} {message.get('id', '')}", 80)
            yield Progress(label, detail["current"], total if isinstance(total, int) else None)

    def _text(self, text: str) -> Iterator[BuildEvent]:
        self._bytes += len(text)
        if self._bytes > OUTPUT_LIMIT:
            raise OutputLimit
        parts = (self._pending + text[: 1 << 20]).split("\n")
        self._pending = parts.pop()[-8192:]
        for line in parts:
            yield from self._line(line.rstrip("\r"))
        if len(self._lines) >= _BATCH or (self._lines and not self._pending):
            yield from self._flush()

    def _line(self, line: str) -> Iterator[BuildEvent]:
        # The classic builder colours what went to standard error, and starts no new line of its own behind it.
        line = clean(line, 20_000)
        removed = _REMOVED.search(line)
        line = line[: removed.start()] if removed and removed.start() else line
        announced = self._steps.announced_by(line)
        if announced is not None:
            yield from self._flush()
            yield from self._finish_step()
            yield from self._begin_step(announced.step)
        elif line == " ---> Using cache" or _PODMAN_CACHED.fullmatch(line):
            self._cached = True
        elif (
            _CLASSIC_DONE.fullmatch(line)
            or _CLASSIC_NOISE.match(line)
            or _PODMAN_DONE.fullmatch(line)
            or _PODMAN_COMMIT.fullmatch(line)
        ):
            return
        elif line or self._step is not None:
            shown = clean_line(line, 400) if len(line) > 400 else clean(line, 400)
            self._lines.append(shown)
            self.tail.append(shown)
            if len(self._lines) >= _BATCH:
                yield from self._flush()

    def _begin_step(self, step: BuildStep | None) -> Iterator[BuildEvent]:
        if step is not None:
            self._step, self._step_at, self._cached = step, self._now(), False
            self.tail.clear()
            yield StepStarted(step, self._step_at)

    def _finish_step(self) -> Iterator[BuildEvent]:
        if self._step is not None:
            self._given_up = given_up(self.tail) or self._given_up
            now = self._now()
            yield (
                StepCached(self._step.id, now)
                if self._cached
                else StepDone(self._step.id, now, now - self._step_at)
            )
            self._step = None

    def _flush(self) -> Iterator[BuildEvent]:
        if self._lines:
            lines, self._lines = tuple(self._lines), []
            yield LogLines(self._step.id if self._step else "", lines)

    def _now(self) -> float:
        return self._clock() - self._began

"""Builds in a Docker engine: through BuildKit where the engine has it, else its classic builder's or Podman's way."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from docker.errors import APIError, DockerException

from tutor.engine.build_events import LEARNERS, BuildEvent, BuildFailed, BuildNotice
from tutor.engine.build_ledger import BuildLedger
from tutor.engine.build_stop import BuildStop, Stopped
from tutor.engine.builders import Builder, BuildKitBuilder, ClassicBuilder
from tutor.engine.buildkit.session import METHODS
from tutor.engine.docker_api import LOST, DockerApi
from tutor.engine.failure import classify
from tutor.engine.ignore_file import BadIgnoreFile
from tutor.engine.ignore_patterns import BadPattern
from tutor.engine.podman_builder import Anchor, PodmanBuilder
from tutor.engine.port import BuildRequest, Cancel
from tutor.engine.text_stream import OUTPUT_LIMIT, OutputLimit
from tutor.errors import EngineTrouble, TutorError
from tutor.safe_text import clean_line

_PODMAN = "Podman builds here: one stage after the other, because BuildKit is Docker's."
_CLASSIC = "builds go through the engine's classic builder: one step after the other, and unused stages too"


class DockerBuilds(DockerApi):
    """The building part of an engine."""

    _without_buildkit = ""
    """Why BuildKit is not used; empty as long as it is."""
    _told_so = False

    def builder(self) -> str:
        """Return who builds here: `buildkit`, `podman` or `classic`."""
        if self.is_podman:
            return "podman"
        with self._told():
            has_session = not self._without_buildkit and self._tried(self._trial_session)
        return "buildkit" if has_session else "classic"

    def _trial_session(self) -> None:
        self._raw.session(secrets.token_hex(13), "", METHODS).close()

    def _tried(self, open_session: Callable[[], None]) -> bool:
        """Open a session of BuildKit; return whether the engine has any, else keep why not."""
        if os.environ.get("DOCKER_BUILDKIT") in ("0", "false"):
            self._without_buildkit = f"DOCKER_BUILDKIT is off, so {_CLASSIC}."
            return False
        try:
            open_session()
        except APIError as e:
            words = clean_line(str(e.explanation or e), 120)
            self._without_buildkit = f"This engine has no BuildKit session ({words}), so {_CLASSIC}."
            return False
        return True

    def build(self, request: BuildRequest, cancel: Cancel) -> Iterator[BuildEvent]:
        """Build; the last event is `ImageBuilt` or `BuildFailed`."""
        began, stop = time.time(), BuildStop(cancel, request.seconds)
        builder: Builder = ClassicBuilder(self._raw, request, stop.check)
        try:
            builder = self._opened(request, stop) or builder
            yield from self._notice()
            yield from self._events(builder, request, stop)
        except OutputLimit:
            stop("output_limit")
            yield from builder.stream.fail(
                "output_limit", f"The build printed more than {OUTPUT_LIMIT // 1_000_000} MB and was stopped."
            )
        except APIError as e:
            text = str(e.explanation or e)
            yield from builder.stream.fail("parse" if e.status_code == 400 else classify(text), text)
        except TutorError as e:
            yield from builder.stream.fail(_kind_of(e), f"{e.message} {e.fix}".strip())
        except (*LOST, DockerException, Stopped) as e:
            yield from builder.stream.fail(*_reason_of_loss(stop, request, str(e)))
        finally:
            stop.close()
            builder.close()
            BuildLedger().note(self._address, began, time.time())

    def _opened(self, request: BuildRequest, stop: BuildStop) -> Builder | None:
        """Return Podman's builder there, else one through BuildKit, or None where the engine has none."""
        if self.is_podman:
            return PodmanBuilder(self._raw, request, stop.check, Anchor(self._api, request))
        if self._without_buildkit:
            return None
        builder = BuildKitBuilder(self._raw, request)
        is_open = self._tried(lambda: stop.unless_stopped(builder.open, lambda _: builder.close()))
        return builder if is_open else None

    def _notice(self) -> Iterator[BuildNotice]:
        """Say once why there is no BuildKit."""
        words = _PODMAN if self.is_podman else self._without_buildkit
        if words and not self._told_so:
            self._told_so = True
            yield BuildNotice(words)

    def _events(self, builder: Builder, request: BuildRequest, stop: BuildStop) -> Iterator[BuildEvent]:
        yield from self._fetched(builder, stop)
        response = stop.unless_stopped(builder.start, builder.stop)
        stop.watch(lambda: builder.stop(response))
        for event in builder.stream.events(self._raw.objects(response)):
            builder.saw(event)
            yield self._blamed(event, stop, request) if isinstance(event, BuildFailed) else event
        if not builder.stream.ended:
            yield from builder.stream.fail(*_reason_of_loss(stop, request, "the stream ended"))

    def _fetched(self, builder: Builder, stop: BuildStop) -> Iterator[BuildEvent]:
        """Wait for what has to be there before the build is started; only how far it is is told."""
        response = stop.unless_stopped(builder.fetch, lambda late: self._raw.abort(late) if late else None)
        if response is None:
            return
        stop.watch(lambda: self._raw.abort(response))
        with suppress(*LOST, DockerException):
            yield from builder.stream.events(map(_progress, self._raw.objects(response)))
        stop.check()

    def _blamed(self, event: BuildFailed, stop: BuildStop, request: BuildRequest) -> BuildFailed:
        """Return a failure with its real reason: an engine that goes down, or a build that is stopped, fails its steps first."""
        if stop.reason or (event.failure.kind in LEARNERS and not self.answers()):
            kind, message = _reason_of_loss(stop, request, event.failure.message)
            return BuildFailed(replace(event.failure, kind=kind, message=message))
        return event


def _progress(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a message tells of progress; an image that it may name is not the one that is built."""
    return {key: message[key] for key in ("status", "id", "progressDetail") if key in message}


def _kind_of(error: TutorError) -> str:
    """Return the failure kind of what stood in the way before the engine had everything."""
    if isinstance(error, BadPattern | BadIgnoreFile):
        return "parse"
    if isinstance(error, EngineTrouble):
        return "disk_full" if classify(error.message) == "disk_full" else "engine_trouble"
    return "other"  # the context cannot be read


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

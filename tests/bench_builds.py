"""Measure what the live build costs: the first event, a cached rebuild, a context that did not change."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.dockerfile import parse
from tutor.engine.build_events import BuildFailed, ImageBuilt, StepStarted
from tutor.engine.port import BuildRequest, Cancel

if TYPE_CHECKING:
    from tutor.engine.docker import DockerEngine
    from tutor.model.course import Course, Lab

TAG = "multistage-tutor/bench:1"


@dataclass(frozen=True)
class Rebuild:
    """Seconds of a rebuild from the cache, and of the same request without any of our reading."""

    ours: float
    bare: float


def cached_rebuild(engine: DockerEngine, lab: Lab, bases: dict[str, str], runs: int = 7) -> Rebuild:
    """Return the best of `runs` pairs: lab 1's reference through the engine's port, and a bare `POST /build` of the same."""
    request = a_request(lab.reference.text, lab.app, bases)
    build(engine, request)
    body = _packed(lab, request)
    _bare(engine, body)
    pairs = [(_time(lambda: build(engine, request)), _time(lambda: _bare(engine, body))) for _ in range(runs)]
    return Rebuild(min(o for o, _ in pairs), min(b for _, b in pairs))


def unchanged_context(engine: DockerEngine, base: str, megabytes: int = 100) -> tuple[float, float]:
    """Return the seconds of a first and of a second build with a context of `megabytes` that did not change."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "large.bin").write_bytes(os.urandom(megabytes * 1_000_000))
        request = a_request(f"FROM {base}\nCOPY . /context\n", Path(folder), {})
        return _time(lambda: build(engine, request)), min(
            _time(lambda: build(engine, request)) for _ in range(3)
        )


def key_to_first_event(course: Course, connect: Callable[[], DockerEngine], downloads: Path) -> float:
    """Return the seconds from the key that starts a build to the first step that the app has heard of."""
    return asyncio.run(_key_to_first_event(course, connect, downloads))


async def _key_to_first_event(course: Course, connect: Callable[[], DockerEngine], downloads: Path) -> float:
    from tutor.attempt import BuildProgress
    from tutor.store import Store
    from tutor.tui.app import TutorApp
    from tutor.tui.messages import AttemptBatch

    heard: list[float] = []

    def hear(message: object) -> None:
        if isinstance(message, AttemptBatch) and any(
            isinstance(e, BuildProgress) and isinstance(e.event, StepStarted) for e in message.events
        ):
            heard.append(time.perf_counter())

    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "progress.db") as store:
        lab = course.find("two-stages")
        app = TutorApp(
            course,
            store=store,
            workspaces=Path(folder) / "work",
            downloads=downloads,
            connect=connect,
            start_engine=None,
            open_lab=lab.id,
        )
        async with app.run_test(size=(120, 40), message_hook=hear) as pilot:
            await _until(lambda: getattr(app.screen, "desk", None) and app.engine_state.kind != "looking")
            await pilot.pause()
            pressed = time.perf_counter()
            await pilot.press("ctrl+b")
            await _until(lambda: heard)
            await pilot.press("ctrl+q")
            await _until(lambda: not app.is_running)
    return heard[0] - pressed


async def _until(holds: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.perf_counter() + seconds
    while not holds():
        if time.perf_counter() > deadline:
            raise SystemExit("the app did not start a build")
        await asyncio.sleep(0.005)


def a_request(text: str, context: Path, bases: dict[str, str]) -> BuildRequest:
    """Return a build under the tag of the measurements."""
    return BuildRequest(parse(text), context, TAG, "bench", 600, bases)


def build(engine: DockerEngine, request: BuildRequest) -> None:
    """Build, and do nothing with the events; ends the program if the build fails."""
    last = None
    for last in engine.build(request, Cancel()):
        if isinstance(last, BuildFailed):
            raise SystemExit(f"the build failed: {last.failure.message}")
    if not isinstance(last, ImageBuilt):
        raise SystemExit("the build ended without an image")


def _packed(lab: Lab, request: BuildRequest) -> bytes:
    """Return the context as a tar, made beforehand: the bare call is not to pay for it."""
    from tutor.engine.context import pack
    from tutor.engine.substitute import substitute_bases

    with pack(lab.app, substitute_bases(request.dockerfile, request.base_substitutes)) as tar:
        return tar.read()


def _bare(engine: DockerEngine, body: bytes) -> None:
    """Send the same build as one request, and read its answer without looking at it."""
    from tutor.engine.context import DOCKERFILE

    api = engine._api
    params = {"version": "2", "dockerfile": DOCKERFILE, "t": TAG, "labels": json.dumps({})}
    response = api._post(
        api._url("/build"),
        data=body,
        params=params,
        headers={"Content-Type": "application/tar"},
        stream=True,
        timeout=None,
    )
    if b"moby.image.id" not in response.content:
        raise SystemExit(f"the bare build failed: {response.content[-300:]!r}")


def _time(action: Callable[[], None]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began

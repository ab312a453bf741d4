"""Measure what it costs to see through lab 1's two images, beside `docker save` and dive."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tests import bench_builds
from tests.dive import dive
from tests.seed import MULTI_STAGE, TRADITIONAL
from tutor.engine.image_sources import EngineSource
from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import BuildRequest, Cancel
from tutor.model.image import Image

if TYPE_CHECKING:
    from tutor.engine.docker import DockerEngine
    from tutor.model.course import Lab

IMAGES = {"traditional": TRADITIONAL, "multi-stage": MULTI_STAGE}
PAGE, WORD = "app/page.tsx", "Harbour Goods"
WATCH = [
    f"app/{name}"
    for name in ("package.json", "node_modules", ".next", "public", "app", "lib", "tsconfig.json")
]
WATCH += ["root/.npm", "usr/local/bin/next", "usr/local/lib/node_modules/next", "bin/sh", "no/such/file"]
RUNS = 3


@dataclass(frozen=True)
class Times:
    """Seconds, the best of some runs, of one image."""

    facts: float
    save: float
    read: float
    again: float
    after_change: float
    dive: float
    dive_again: float


class Unreadable:
    """An engine whose store cannot be read from here, as that of another machine; all else is the real one's."""

    def __init__(self, engine: DockerEngine) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def layer(self, diff_ids: Sequence[str]) -> AbstractContextManager[IO[bytes]] | None:
        return None

    def is_twin(self, one: Sequence[str], other: Sequence[str]) -> bool:
        return False


def measure(
    engine: DockerEngine, lab: Lab, bases: dict[str, str], tell: Callable[[str, str, bool, str], None]
) -> None:
    """Tell what each image costs, on the road that this engine allows and over the API alone."""
    for name, text in IMAGES.items():
        _tell(f"{name} image", _times(engine, engine, lab, text, bases), tell)
        if _is_store_readable(engine):
            _tell(f"{name} image, API only", _times(Unreadable(engine), engine, lab, text, bases), tell)


def _tell(name: str, t: Times, tell: Callable[[str, str, bool, str], None]) -> None:
    tell(f"{name}: first facts", f"{t.facts:.2f} s", t.facts < 0.5, "< 0.5 s")
    ratio = f"docker save {t.save:.2f} s, ratio {t.read / t.save:.2f}"
    tell(f"{name}: full read", f"{t.read:.2f} s, {ratio}", t.read <= 1.15 * t.save, "at most 1.15")
    tell(f"{name}: the same again", f"{t.again:.3f} s", t.again < 0.1, "< 0.1 s")
    tell(f"{name}: after a one-line change", f"{t.after_change:.2f} s", t.after_change < 1, "< 1 s")
    first, second = t.dive / t.read, t.dive_again / t.again
    words = f"{t.dive:.1f} s, {first:.1f} times ours; again {t.dive_again:.1f} s, {second:.0f} times ours"
    tell(f"{name}: dive", words, first >= 1.2 and second >= 20, "at least 1.2 and 20 times")


def _times(ours: DockerEngine, engine: DockerEngine, lab: Lab, text: str, bases: dict[str, str]) -> Times:
    """Measure one image, built from a copy of the app so that a line of it can change; `ours` is how we read."""
    with tempfile.TemporaryDirectory() as folder:
        app, cache = Path(folder) / "app", LayerCache(Path(folder) / "layers")
        shutil.copytree(lab.app, app)
        request = bench_builds.a_request(text, app, bases)
        bench_builds.build(engine, request)
        facts = min(_time(lambda: ours.facts(bench_builds.TAG, WATCH)) for _ in range(RUNS))
        save, read, dived = zip(
            *(_side_by_side(ours, engine, Path(folder) / f"layers-{n}") for n in range(RUNS)), strict=True
        )
        image = _read(ours, cache)
        again = min(_time(lambda: _read(ours, cache)) for _ in range(RUNS))
        changed = [_after_change(ours, engine, request, cache, image, n) for n in range(RUNS)]
    return Times(facts, min(save), min(read), again, min(changed), dived[0], min(dived))


def _side_by_side(ours: DockerEngine, engine: DockerEngine, cache: Path) -> tuple[float, float, float]:
    """Return the seconds of `docker save`, of our first read and of dive, in turns: what else the machine does falls on all."""
    save = _time(lambda: _save(engine))
    read = _time(lambda: _read(ours, LayerCache(cache)))
    return save, read, _time(lambda: dive(bench_builds.TAG, engine.info().address))


def _after_change(
    ours: DockerEngine,
    engine: DockerEngine,
    request: BuildRequest,
    cache: LayerCache,
    last: Image,
    number: int,
) -> float:
    """Change one line of the app, build again, and return the seconds that reading takes then."""
    page = request.context / PAGE
    page.write_text(page.read_text().replace(WORD, f"{WORD} {number}"))
    bench_builds.build(engine, request)
    return _time(lambda: _read(ours, cache, last))


def _is_store_readable(engine: DockerEngine) -> bool:
    """Return whether we read this engine's layers where it keeps them."""
    info = engine.image(bench_builds.TAG)
    opened = engine.layer(info.diff_ids[:1]) if info is not None else None
    if opened is None:
        return False
    with opened:
        return True


def _read(engine: DockerEngine, cache: LayerCache, previous: Image | None = None) -> Image:
    return EngineSource(engine, bench_builds.TAG, previous).read(cache, Cancel())


def _save(engine: DockerEngine) -> None:
    """Do what `docker save IMAGE > /dev/null` does."""
    buffer = bytearray(1 << 20)
    with engine.save(bench_builds.TAG) as stream:
        while stream.readinto(buffer):
            pass


def _time(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began

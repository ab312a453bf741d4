"""Measure how long a key takes to reach the screen, with rules and completion on: `python -m tests.bench_typing`."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import TextArea

from tests.seed import MULTI_STAGE
from tests.tui.harness import Desk, a_course, editor, until
from tutor.tui.settled import SETTLED_SECONDS

LINES = 60
WORDS = "COPY --from=build /app/.next ./.next\nRUN npm prune --omit=dev && ls\nCMD ['npm', 'start']\n"
PAUSES = (0.03, 0.05, 0.08, 0.13)
"""Seconds between two keys, in turns: some keys come while the text before is being looked at, some afterwards."""
RUNS = 5
TARGET = 0.016
PROJECT = ("package.json", "package-lock.json", "next.config.mjs", "public/logo.svg", "app/page.tsx")


def a_dockerfile() -> str:
    """Return a file of so many lines with several stages."""
    lines = MULTI_STAGE.rstrip("\n").split("\n")
    fill = [f"ENV SETTING_{n}=$SETTING_{n - 1} OTHER_{n}=/app/{n}" for n in range(LINES - len(lines))]
    return "\n".join([*lines[:-2], *fill, *lines[-2:]]) + "\n"


class KeyTime(NamedTuple):
    """How long one key took until the first frame that shows it."""

    work: float
    """Seconds that the app worked; what else the machine does is not in it, nor the wait for the next frame."""
    clock: float
    """Seconds on the clock; Textual draws at most 60 frames a second, so up to 17 ms are waiting."""


def key_times() -> list[KeyTime]:
    """Return the times of each key."""
    return asyncio.run(_measured())


async def _measured() -> list[KeyTime]:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(folder, a_course(app=_project(Path(folder) / "app")))
        async with desk.opened(size=(120, 40)) as (app, pilot):
            await until(pilot, lambda: app.screen.desk.editor.completing.known.context)
            editor(app).load_text(a_dockerfile())
            editor(app).move_cursor(editor(app).document.end)
            editor(app).focus()
            await pilot.pause(SETTLED_SECONDS + 0.3)
            times = await _typed(app, editor(app))
            assert editor(app).text.endswith(WORDS), "every key was written, whatever was offered"
        desk.store.close()
    return times


class BareApp(App[None]):
    """Textual's text area and nothing else."""

    def compose(self) -> ComposeResult:
        yield TextArea(a_dockerfile(), soft_wrap=False, show_line_numbers=True)


async def _bare() -> list[KeyTime]:
    app = BareApp()
    async with app.run_test(size=(120, 40)) as pilot:
        area = app.query_one(TextArea)
        area.move_cursor(area.document.end)
        await pilot.pause(0.3)
        return await _typed(app, area)


async def _typed(app: App[Any], area: TextArea) -> list[KeyTime]:
    frames = _Frames(app, area)
    return [await frames.after(key, PAUSES[n % len(PAUSES)]) for n, key in enumerate(WORDS)]


def _project(folder: Path) -> Path:
    for name in PROJECT:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    return folder


class _Frames:
    """Notes when the app draws; what it draws goes nowhere."""

    def __init__(self, app: Any, area: TextArea) -> None:
        self._app, self._area = app, area
        self._drawn = asyncio.Event()
        self._draw: Callable[..., None] = app._display
        app._display = self._display

    def _display(self, *parts: Any) -> None:
        self._draw(*parts)
        if self._area.text != self._before:
            self._drawn.set()

    async def after(self, character: str, pause: float) -> KeyTime:
        """Press a key and return how long its frame took; wait for the rest of `pause`."""
        self._before = self._area.text
        self._drawn.clear()
        began, worked = time.perf_counter(), time.thread_time()
        key = "enter" if character == "\n" else character
        self._app.post_message(Key(key, None if character == "\n" else character))
        await asyncio.wait_for(self._drawn.wait(), 5)
        found = KeyTime(time.thread_time() - worked, time.perf_counter() - began)
        await asyncio.sleep(max(pause - found.clock, 0))
        return found


class Typing(NamedTuple):
    """What the keys of one text took, in milliseconds."""

    median: float
    slowest: float
    """Of the key that is the slowest as a rule: each key counts with its median over the runs, so that what else the machine
    does now and then is not taken for the key's."""
    worst: float
    """Of all keys of all runs."""
    clock: float


def typing_of(runs: Sequence[Sequence[KeyTime]]) -> Typing:
    """Return the sums of some runs of the same keys."""
    work = [[1000 * key.work for key in run] for run in runs]
    each = [statistics.median(times) for times in zip(*work, strict=True)]
    clock = statistics.median(1000 * key.clock for run in runs for key in run)
    return Typing(statistics.median(each), max(each), max(map(max, work)), clock)


def measure_typing() -> tuple[Typing, Typing]:
    """Return how long keys take in a lab, and in a bare text area; in turns, so that what the machine does falls on both."""
    runs = [(key_times(), asyncio.run(_bare())) for _ in range(RUNS)]
    ours, bare = zip(*runs, strict=True)
    return typing_of(ours), typing_of(bare)


def told() -> tuple[str, bool]:
    """Return what was measured in words, and whether the target holds."""
    ours, bare = measure_typing()
    words = (
        f"median {ours.median:.1f} ms, slowest key {ours.slowest:.1f} ms (once {ours.worst:.1f}), {LINES} lines;"
        f" a bare text area {bare.median:.1f}, {bare.slowest:.1f} (once {bare.worst:.1f})"
    )
    return words, ours.slowest < TARGET * 1000


def main() -> None:
    """Print one line, with the target."""
    words, holds = told()
    print(f"{words} [{'holds' if holds else 'DOES NOT HOLD'}: < {TARGET * 1000:.0f} ms]", flush=True)


if __name__ == "__main__":
    main()

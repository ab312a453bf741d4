"""Measure how long the app's event loop is held up while a build floods it: `python -m tests.bench_frames`."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time

from tests.tui.build_stories import Played, of
from tests.tui.harness import Desk, until
from tutor.attempt import BuildProgress
from tutor.engine.build_events import BuildStep, GraphKnown, LogLines, StepCached, StepDone, StepStarted
from tutor.model.stage_graph import StageGraph, StageNode

LINES = 5_000
STEPS = 1_000
"""Each makes two events: it starts, and it ends."""
STAGES = 12
RUNS = 3
PAUSE = 0.001
"""Seconds between two turns that are noted."""
TARGET = 0.05


def measure_frame_time() -> float:
    """Return the worst time in seconds between two turns of the event loop during a burst.

    It is the best of some runs, because whatever else the machine does can only make it longer.
    """
    return min(max(frame_times()) for _ in range(RUNS))


def frame_times(view: str = "build") -> list[float]:
    """Return the times between turns of the event loop while the app shows `view` of a build in a burst."""
    return asyncio.run(_measured(view))


async def _measured(view: str) -> list[float]:
    story = Played((), _burst())
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(folder)
        async with desk.opened(story, size=(120, 40)) as (app, pilot):
            await pilot.press("ctrl+b")
            app.screen.show(view)
            await pilot.pause(0.2)
            watch = asyncio.create_task(_tick(times))
            story.go_on.set()
            log = app.screen.query_one("#view-log")
            await until(pilot, lambda: log.line_count >= LINES and not log.pending)
            await until(pilot, lambda: not app.screen.desk.runner.running)
            watch.cancel()
            await pilot.press("ctrl+q")
            await until(pilot, lambda: not app.is_running)
        desk.store.close()
    return times


async def _tick(times: list[float]) -> None:
    """Note how much later than wanted each turn comes."""
    before = time.perf_counter()
    while True:
        await asyncio.sleep(PAUSE)
        now = time.perf_counter()
        times.append(max(now - before - PAUSE, 0.0))
        before = now


def _burst() -> list[BuildProgress]:
    """Return the events of a build with many stages and steps that prints much."""
    nodes = tuple(StageNode(n, f"stage-{n}", n * 100 + 1, (n - 1,) if n else ()) for n in range(STAGES))
    events: list[object] = [GraphKnown(StageGraph(nodes))]
    for n in range(STEPS):
        stage = n % STAGES
        step = BuildStep(
            f"s{n}", f"RUN step {n} && echo done", f"stage-{stage}", stage * 100 + n // STAGES, (), stage
        )
        events.append(StepStarted(step, n / 100))
        each = LINES // STEPS
        events.append(
            LogLines(step.id, tuple(f"[{n}/{i}] " + "compiled module ok " * 4 for i in range(each)))
        )
        events.append(StepCached(step.id, n / 100) if n % 3 == 0 else StepDone(step.id, n / 100 + 0.5, 0.5))
    return of(events)


def main() -> None:
    """Print one line a view, with the target."""
    for view in ("build", "log", "checks"):
        times = min((frame_times(view) for _ in range(RUNS)), key=max)
        worst, median = max(times), statistics.median(times)
        verdict = "holds" if worst < TARGET else "DOES NOT HOLD"
        print(
            f"frame time under load, view {view}: worst {worst * 1000:.0f} ms, median {median * 1000:.1f} ms "
            f"of {len(times)} turns, {LINES} lines and {2 * STEPS} step events [{verdict}: < 50 ms]",
            flush=True,
        )


if __name__ == "__main__":
    main()

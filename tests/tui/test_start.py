"""The start: nothing heavy before the first frame, and nothing that waits stops the keys."""

import subprocess
import sys
import threading

from tests.tui import stories
from tests.tui.harness import START, AnEngine, editor, shown, until

HEAVY = ("docker", "yaml", "markdown_it", "tutor.attempt", "tutor.dockerfile", "textual.widgets._text_area")


def test_the_app_is_imported_without_what_the_first_frame_does_not_need():
    code = f"import sys, tutor.tui.app; print([m for m in {HEAVY!r} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


async def test_the_frame_is_there_before_the_files_are_read(desk, monkeypatch):
    go_on = threading.Event()
    progress = desk.store.progress
    monkeypatch.setattr(desk.store, "progress", lambda lab: go_on.wait(20) and progress(lab))
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Opening your Dockerfile" in shown(app))
        assert "Lab one" in shown(app)
        assert "Quit" in shown(app)
        await pilot.press("ctrl+b", "f2", "f6", "f3", "ctrl+n", "ctrl+r", "escape")
        go_on.set()
        await until(pilot, lambda: app.screen.desk is not None)


async def test_an_engine_that_does_not_answer_stops_no_key(desk):
    go_on = threading.Event()
    app = desk.app(connect=lambda: go_on.wait(20) and AnEngine())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: getattr(app.screen, "desk", None) is not None)
        assert "looking for an engine" in shown(app)
        await pilot.press("#", "a")
        assert editor(app).text == "#a" + START
        go_on.set()
        await until(pilot, lambda: "docker 26.1 - ready" in shown(app))


async def test_an_attempt_that_takes_long_stops_no_key(desk):
    story = stories.Story(stories.passing, hold=True)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: story.calls)
        await pilot.press("#", "b", "ctrl+n")
        assert editor(app).text == "#b" + START
        assert "step 2 of 3" in shown(app)
        story.go_on.set()
        await until(pilot, lambda: not app.screen.desk.runner.running)

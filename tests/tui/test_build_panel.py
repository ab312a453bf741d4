"""The build panel in the app: what is seen without a key, the selected step and its log, the failing line."""

import pytest

from tests.tui import build_stories as b
from tests.tui.harness import editor, shown, until
from tutor.engine.build_events import BuildStep, LogLines, StepDone, StepStarted

TEXT = "FROM node:18-alpine AS deps\n" + "RUN a\n" * 15
SIZES = [(60, 20), (80, 24), (120, 40)]


def build_pane(app):
    """Return what is on the screen from the heading of the result on, in the columns of that pane."""
    pane = app.screen.desk.result.region
    lines = shown(app).split("\n")[pane.y : pane.bottom]
    return "\n".join(line[pane.x :] for line in lines)


async def start(pilot, app):
    await pilot.press("ctrl+b")
    await until(pilot, lambda: "deps" in build_pane(app) and "build" in build_pane(app))
    await pilot.pause(0.06)


def opened(desk, first, then=(), **options):
    desk.write(TEXT)
    story = b.Played(b.of(*first), b.of(*then))
    return story, desk.opened(story, **options)


@pytest.mark.parametrize("size", SIZES)
async def test_lanes_and_steps_are_visible_while_two_stages_run(desk, size):
    _, app_run = opened(desk, (b.opening(b.WITH_LINT), b.deps_done()), size=size)
    async with app_run as (app, pilot):
        await start(pilot, app)
        seen = build_pane(app)
        for part in (
            "✓ deps",
            "▸ build",
            "· final",
            "waits for build",
            "\N{EN DASH} lint",
            "skipped: nothing takes",
        ):
            assert part in seen, part
        assert "RUN npm run b" in seen
        assert "of 120 MB" in seen
        assert "━" in seen


@pytest.mark.parametrize("size", SIZES)
async def test_after_a_failure_its_step_and_last_lines_are_visible_and_its_line_is_marked(desk, size):
    story, app_run = opened(desk, (b.opening(b.WITH_LINT), b.deps_done(), b.failing()), size=size)
    async with app_run as (app, pilot):
        await start(pilot, app)
        await until(pilot, lambda: "Type error: Type 'string'" in build_pane(app))
        assert "✗ Failed: the command ended with exit code 1" in build_pane(app)
        assert "Log of line 9" in build_pane(app)
        assert app.screen.desk.runner.running
        (mark,) = editor(app)._marks.problems
        assert (mark.span.line, mark.message) == (9, "the command ended with exit code 1")
        story.go_on.set()
        await until(pilot, lambda: not app.screen.desk.runner.running)


async def test_a_new_build_takes_the_mark_away(desk):
    story, app_run = opened(desk, (b.opening(), b.failing()))
    async with app_run as (app, pilot):
        await start(pilot, app)
        await until(pilot, lambda: editor(app)._marks.problems)
        story.go_on.set()
        await until(pilot, lambda: not app.screen.desk.runner.running)
        story.first = b.of(b.opening())
        story.go_on.clear()
        await pilot.press("ctrl+b")
        await until(pilot, lambda: app.screen.desk.runner.running)
        assert not editor(app)._marks.problems


async def test_no_line_is_marked_if_the_text_was_changed_meanwhile(desk):
    story, app_run = opened(desk, (b.opening(),), (b.failing(),))
    async with app_run as (app, pilot):
        await start(pilot, app)
        await pilot.press("#")
        story.go_on.set()
        await until(pilot, lambda: not app.screen.desk.runner.running)
        assert not editor(app)._marks.problems


async def test_the_arrows_select_a_step_and_enter_closes_its_log(desk):
    _, app_run = opened(desk, (b.opening(), b.deps_done()))
    async with app_run as (app, pilot):
        await start(pilot, app)
        assert "Log of line 9" in build_pane(app)
        assert "Compiled successfully" in build_pane(app)
        await pilot.press("tab", "up", "up")
        await pilot.pause()
        assert "Log of line 3" in build_pane(app)
        assert "found 0 vulnerabilities" in build_pane(app)
        await pilot.press("home")
        await pilot.pause()
        assert "Taken from the cache" in build_pane(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "Log of line" not in build_pane(app)
        await pilot.press("enter", "end")
        await pilot.pause()
        assert "Log of line 9" in build_pane(app)


async def test_in_a_small_pane_the_log_opens_on_enter(desk):
    _, app_run = opened(desk, (b.opening(),), size=(80, 24))
    async with app_run as (app, pilot):
        await start(pilot, app)
        assert "Log of line" not in build_pane(app)
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert "Log of line 3" in build_pane(app)
        assert "npm warn deprecated" in build_pane(app)


async def test_a_click_selects_a_step(desk):
    _, app_run = opened(desk, (b.opening(), b.deps_done()))
    async with app_run as (app, pilot):
        await start(pilot, app)
        await pilot.click("#build-steps", offset=(12, 2))
        await pilot.pause()
        assert "Log of line 3" in build_pane(app)


async def test_all_words_of_an_advice_are_shown_when_it_is_selected(desk):
    _, app_run = opened(desk, (b.opening(), [b.ADVICE]))
    async with app_run as (app, pilot):
        await start(pilot, app)
        assert "1 note" in build_pane(app)
        await pilot.press("tab", "down", "down", "down", "down")
        await pilot.pause()
        assert "About this advice" in build_pane(app)
        assert "The 'as' keyword should match" in build_pane(app)


async def test_a_flood_of_steps_and_lines_keeps_what_is_selected_in_view(desk):
    steps = [BuildStep(f"s{n}", f"RUN step {n}", "build", n + 1, (), 1) for n in range(2000)]
    flood = [StepStarted(step, n / 100) for n, step in enumerate(steps)]
    flood += [StepDone(step.id, n / 100, 0.1) for n, step in enumerate(steps[:-1])]
    flood += [LogLines("s1999", tuple(f"line {n}" for n in range(5000)))]
    _, app_run = opened(desk, ([*b.opening()][:1], flood), size=(80, 24))
    async with app_run as (app, pilot):
        await start(pilot, app)
        await until(pilot, lambda: "RUN step 1999" in build_pane(app))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: "line 4999" in build_pane(app))

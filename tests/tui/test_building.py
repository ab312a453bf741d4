"""Build and check: what is shown while it runs and after, and how it ends early."""

import threading

from tests.tui import stories
from tests.tui.harness import START, Desk, a_course, checked, editor, no_engine, shown, text, told, until
from tutor.attempt import Finished


def view(app):
    return app.screen.desk.result.view


async def test_while_it_builds_steps_log_and_cancel_are_there(desk):
    story = stories.Story(stories.passing, hold=True)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: "RUN npm run build" in shown(app))
        screen = shown(app)
        assert view(app) == "build"
        assert "CACHED" in screen
        assert "9.1 s" in screen
        assert "Building your image" in screen
        assert "esc Cancel" in screen
        assert "^b Build" not in screen
        await pilot.press("f6")
        assert "added 312 packages in 9s" in shown(app)
        story.go_on.set()
        await until(pilot, lambda: not app.screen.desk.runner.running)


async def test_the_text_in_the_editor_is_what_is_built(desk):
    story = stories.Story(stories.passing)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("#", "x", "enter")
        await checked(pilot, app, story)
        assert story.calls[0]["data"].decode() == "#x\n" + START
        assert desk.dockerfile.read_text() == "#x\n" + START


async def test_after_a_pass_sizes_and_what_to_try_next_are_shown(tmp_path):
    desk = Desk(tmp_path, a_course(2))
    story = stories.Story(stories.passing_on_a_stand_in)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        screen = shown(app)
        assert "✓ Passed: all 3 checks hold." in screen
        assert "832 MB" in screen
        assert "424 MB  -49 %" in screen
        assert "499 MB  ✓ within" in screen
        assert "408 MB of the traditional image do not ship in yours." in screen
        assert "What to try next" in screen
        assert "Read on with ctrl+n: “Two stages”." in screen
        assert "open the next lab: “Lab two”" in screen
        assert "Stand-in base" in screen
        assert "node:18-alpine" in text(app, "#stand-ins")
        assert desk.store.progress("one").state == "passed"


async def test_after_a_pass_advice_that_does_not_hold_is_listed_and_changes_nothing(desk):
    story = stories.Story(stories.passing_with_advice)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        debrief = text(app, "#debrief")
        assert "✓ Passed: all 3 checks hold." in shown(app)
        assert "→ No [build] cache ships. Now: 4 files, 12 MB (line 9: COPY x x)" in debrief
        assert "The port is declared" not in debrief
        assert debrief.index("Could be better") < debrief.index("What to try next")


async def test_what_was_told_while_hidden_has_the_full_width(desk):
    story = stories.Story(stories.passing, hold=True)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: "RUN npm run build" in shown(app))
        story.go_on.set()
        await until(pilot, lambda: "✓ Passed" in shown(app))
        assert "✓ Passed: all 3 checks hold." in shown(app)
        assert "408 MB of the traditional image do not ship in yours." in shown(app)
        await pilot.press("f6")
        assert "FROM node:18-alpine AS build" in shown(app)


async def test_a_verdict_on_an_older_text_says_so(desk):
    story = stories.Story(stories.failing)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        assert "changed since" not in shown(app)
        await pilot.press("#")
        await until(pilot, lambda: "changed since" in shown(app))
        await pilot.press("backspace")
        await until(pilot, lambda: "changed since" not in shown(app))


async def test_a_failure_shows_the_diagnosis_first_and_marks_its_line(desk):
    desk.write("FROM node:18-alpine AS build\nCOPY --from=builder /a ./a\n")
    story = stories.Story(stories.failing)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        screen = shown(app)
        order = [
            screen.index(part)
            for part in (
                "✗ Not yet: 1 failed, 1 passed, 1 skipped.",
                "See  Line 2: There is no stage called `builder`",
                "Why  A name after",
                "Try  Write",
                "Word for word:",
                "✗ The image builds",
                "skipped: “The image builds” did not pass",
            )
        ]
        assert order == sorted(order)
        assert "docker login" in screen
        assert editor(app)._marks.on_line(2)
        assert not editor(app)._marks.on_line(1)
        await pilot.press("#")
        await pilot.pause()
        assert not editor(app)._marks.problems


async def test_a_line_is_not_marked_if_the_text_was_changed_meanwhile(desk):
    story = stories.Story(stories.failing, hold=True)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: story.calls)
        await pilot.press("#")
        story.go_on.set()
        await until(pilot, lambda: not app.screen.desk.runner.running)
        assert "Not yet" in shown(app)
        assert not editor(app)._marks.problems


async def test_escape_cancels(desk):
    story = stories.Story(stories.passing, hold=True)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: story.calls)
        await pilot.press("escape")
        await until(pilot, lambda: "Cancelled. Press ctrl+b" in shown(app), seconds=2)
        assert story.ended.is_set()
        assert "^b Build" in shown(app)
        assert desk.store.progress("one").attempts == 0


async def test_a_second_build_key_does_nothing_while_one_runs(desk):
    story = stories.Story(stories.passing, hold=True)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+b", "ctrl+b")
        await until(pilot, lambda: story.calls)
        await pilot.press("ctrl+b", "escape")
        await until(pilot, lambda: not app.screen.desk.runner.running)
        assert len(story.calls) == 1


async def test_a_build_key_after_the_verdict_waits_for_no_x_ray(desk):
    calls, stopped = [], threading.Event()

    def attempt(lab, data, engine, *, cancel, **_):
        calls.append(data)
        verdict = yield from stories.passing(lab)
        yield Finished(verdict)
        if len(calls) == 1:
            cancel.then(stopped.set)
            assert stopped.wait(30)

    async with desk.opened(attempt) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: "✓ Passed: all 3 checks hold." in shown(app))
        await pilot.press("ctrl+b")
        await until(pilot, lambda: len(calls) == 2 and not app.screen.desk.runner.running)
        assert "✓ Passed: all 3 checks hold." in shown(app)


async def test_quitting_during_a_build_cancels_it_and_waits(desk):
    story = stories.Story(stories.passing, hold=True)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: story.calls)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not app.is_running)
    assert story.ended.is_set()
    assert app.return_code == 0


async def test_leaving_for_the_course_during_a_build_cancels_it(desk):
    story = stories.Story(stories.passing, hold=True)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: story.calls)
        await pilot.press("f5")
        await until(pilot, lambda: "labs passed" in shown(app))
        assert story.ended.is_set()


async def test_without_an_engine_the_reason_is_in_the_attempt_and_on_the_screen(desk):
    story = stories.Story(stories.without_engine)
    async with desk.opened(story, connect=no_engine, start_engine=None) as (app, pilot):
        assert "! No container engine answers. Install Docker, or start it." in shown(app)
        assert "Start engine" not in shown(app)
        await checked(pilot, app, story)
        assert story.calls[0]["engine"] is None
        assert "No container engine answers." in story.calls[0]["no_engine"]
        assert "! No verdict: 1 passed, 2 could not run." in shown(app)
        assert "could not run: no container engine answers" in shown(app)


async def test_a_private_engine_is_started_by_its_key(desk):
    from tests.tui.harness import AnEngine

    lines = []

    def start(tell):
        tell("downloading \x1b[31m[b]")
        lines.append("started")
        return AnEngine()

    story = stories.Story(stories.passing)
    async with desk.opened(story, connect=no_engine, start_engine=start) as (app, pilot):
        assert "Press ctrl+e to start one." in shown(app)
        await pilot.press("ctrl+e")
        await until(pilot, lambda: app.engine_state.kind == "ready")
        assert "Press ctrl+e" not in shown(app)
        assert lines == ["started"]
        await checked(pilot, app, story)
        assert story.calls[0]["engine"] is not None


async def test_an_engine_that_comes_up_later_is_found_by_the_next_build(desk):
    from tests.tui.harness import AnEngine

    answers = [no_engine, AnEngine]
    story = stories.Story(stories.passing)
    async with desk.opened(story, connect=lambda: answers.pop(0)()) as (app, pilot):
        await checked(pilot, app, story)
        assert story.calls[0]["engine"] is not None


async def test_a_fault_in_the_attempt_does_not_take_the_screen_down(desk):
    def broken(lab):
        yield from ()
        raise ZeroDivisionError("oops")

    story = stories.Story(broken)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        assert "a fault in the tutor" in text(app, "#verdict")
        assert "ZeroDivisionError" in (desk.workspaces.parent / "faults.log").read_text()


async def test_trouble_with_the_engine_is_told_and_asked_about_again(desk):
    story = stories.Story(stories.without_engine)
    asked = []

    def connect():
        asked.append(1)
        return no_engine() if len(asked) > 1 else __import__("tests.tui.harness", fromlist=["x"]).AnEngine()

    async with desk.opened(story, connect=connect) as (app, pilot):
        await checked(pilot, app, story)
        await until(pilot, lambda: app.engine_state.kind == "none")
        assert "No container engine answers." in shown(app)
        assert told(app) == ""

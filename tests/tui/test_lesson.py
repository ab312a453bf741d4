"""The lesson and its hints."""

from tests.tui import stories
from tests.tui.harness import checked, editor, shown, text, told, until
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status
from tutor.tui.hints import WAIT_SECONDS, HintLadder

CHECKS = (
    CheckSpec("builds", "builds", "Builds", hints=("b1", "b2")),
    CheckSpec("multi", "multi_stage", "Two stages", hints=("m1", "m2", "m3")),
)


def ladder():
    now = [0.0]
    return HintLadder(CHECKS, lambda: now[0]), now


def outcomes(**statuses):
    return tuple(Outcome(name, name, Status(status)) for name, status in statuses.items())


def test_before_the_first_build_the_first_hint_is_about_the_task():
    hints, _ = ladder()
    assert hints.next().text == "m1"


def test_the_failing_check_comes_first():
    hints, _ = ladder()
    hints.judged(outcomes(builds="failed", multi="skipped"), "a")
    assert hints.next().text == "b1"


def test_the_next_level_opens_after_a_changed_file_was_checked():
    hints, _ = ladder()
    hints.judged(outcomes(builds="passed", multi="failed"), "a")
    assert hints.next().text == "m1"
    assert isinstance(hints.next(), str)
    hints.judged(outcomes(builds="passed", multi="failed"), "a")
    assert isinstance(hints.next(), str), "the same file again is no new try"
    hints.judged(outcomes(builds="passed", multi="failed"), "b")
    assert hints.next().text == "m2"


def test_the_next_level_opens_after_a_while_and_the_last_one_stays():
    hints, now = ladder()
    texts = []
    for _ in range(4):
        texts.append(hints.next().text)
        now[0] += WAIT_SECONDS
    assert texts == ["m1", "m2", "m3", "m3"]


def test_when_all_has_passed_there_is_no_hint():
    hints, _ = ladder()
    hints.judged(outcomes(builds="passed", multi="passed"), "a")
    assert hints.next() == "All checks with hints have passed."


async def test_a_hint_opens_under_the_lesson_and_the_next_says_when(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("f3")
        assert "Count the FROM lines." in shown(app)
        await pilot.press("f3")
        assert "Count the FROM lines." in shown(app)


async def test_hint_levels_open_with_changed_files_only(desk):
    story = stories.Story(stories.failing)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        await pilot.press("f3")
        assert "Where?" in text(app, "#hint")
        await pilot.press("f3")
        assert "next hint opens" in told(app)
        await pilot.press("#")
        await checked(pilot, app, story)
        await pilot.press("f3")
        assert "The rule." in text(app, "#hint")


async def test_steps_are_turned_and_remembered(desk):
    async with desk.opened() as (app, pilot):
        assert "step 1 of 3" in shown(app)
        await pilot.press("ctrl+p")
        assert "step 1 of 3" in shown(app)
        await pilot.press("ctrl+n", "ctrl+n", "ctrl+n")
        await until(pilot, lambda: "four things" in shown(app).replace("  ", " "))
        assert "step 3 of 3" in shown(app)
        await until(pilot, lambda: desk.store.progress("one").step == 2)
        assert editor(app).has_focus
    async with desk.opened() as (app, _):
        assert "step 3 of 3" in shown(app)


async def test_links_are_not_followed(desk, monkeypatch):
    from textual.widgets import Markdown

    opened = []
    async with desk.opened() as (app, pilot):
        monkeypatch.setattr(app, "open_url", lambda *a, **k: opened.append(a))
        markdown = app.screen.query_one(Markdown)
        markdown.post_message(Markdown.LinkClicked(markdown, "https://example.org/[b]x"))
        await until(pilot, lambda: "https://example.org/[b]x" in told(app))
    assert opened == []

"""The lesson and its hints."""

import pytest

from tests.tui import stories
from tests.tui.harness import CHECKS, Desk, a_course, checked, editor, shown, text, told, until
from tutor.model.course import CheckSpec
from tutor.model.hints import OpenedHint


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


THREE = CheckSpec(
    *("multi", "multi_stage", "Two stages"),
    needs=("builds",),
    hints=("Count.", "The rule.", "The line is\n\n    COPY a b\n\nWhy is it a?"),
)


def three_levels(tmp_path):
    return Desk(tmp_path, a_course(1, checks=(*CHECKS[:2], THREE)))


def failing_on_stages(lab):
    return (yield from stories.failing(lab, check="multi"))


async def next_hint(pilot, app, story):
    await pilot.press("#")
    await checked(pilot, app, story)
    await pilot.press("f3")


async def test_the_hint_that_gives_the_line_away_asks_before_the_next_one(tmp_path):
    desk, story = three_levels(tmp_path), stories.Story(failing_on_stages)
    async with desk.opened(story) as (app, pilot):
        for _ in range(3):
            await next_hint(pilot, app, story)
        assert "COPY a b" in text(app, "#hint")
        assert not any(level in text(app, "#hint") for level in ("Why is it a?", "of 3", "level"))
        assert "Before the next hint  Why is it a?" in shown(app)
        await next_hint(pilot, app, story)
        assert "Answer the question of this hint first" in told(app)
        await pilot.press("f7", "enter")
        assert "A few words are enough." in shown(app)
        await pilot.press("escape")
        assert editor(app).has_focus
        assert "Why is it a?" in shown(app), "it waits"
    async with desk.opened(story) as (app, pilot):
        assert "COPY a b" in text(app, "#hint")
        await pilot.press("f3")
        assert "Why is it a?" in shown(app)
        await pilot.press("f7", *"because", "enter")
        await until(pilot, lambda: desk.store.answers.of("one")["hint:multi"].text == "because")
        assert "Why is it a?" not in shown(app)
        assert editor(app).has_focus
        await pilot.press("f3")
        assert "COPY a b" in text(app, "#hint")
        assert "Why is it a?" not in shown(app), "asked once"
    desk.store.close()


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_the_question_of_a_hint_can_be_answered_in_a_small_terminal(tmp_path, size):
    desk, story = three_levels(tmp_path), stories.Story(failing_on_stages)
    desk.store.hints.keep("one", OpenedHint("multi", 2, 0.0, ""))
    async with desk.opened(story, size=size) as (app, pilot):
        await pilot.press("f3")
        await pilot.pause()
        await pilot.press("f7", *"because it is")
        await pilot.pause()
        assert "because it is" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: "hint:multi" in desk.store.answers.of("one"))
    desk.store.close()


async def test_an_open_hint_is_open_after_a_restart_and_not_further(desk):
    story = stories.Story(stories.failing)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        await pilot.press("f3")
        await until(pilot, lambda: desk.store.hints.of("one"))
    async with desk.opened(story) as (app, pilot):
        assert "Where?" in text(app, "#hint")
        await pilot.press("f3")
        assert "next hint opens" in told(app)
        await next_hint(pilot, app, story)
        assert "The rule." in text(app, "#hint")

"""The lesson and its hints."""

from tests.tui import stories
from tests.tui.harness import checked, editor, shown, text, told, until


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

"""Completion in the editor: what opens the list, which keys are its own, and that typing is never held up by it."""

import pytest

from tests.tui import stories
from tests.tui.harness import Desk, a_course, editor, shown, text, until
from tutor.tui.keys import EDITOR_KEYS

BUILD = "FROM node:18-alpine AS build\nWORKDIR /app\nCOPY . .\nRUN npm run build\nFROM node:18-alpine\n"


@pytest.fixture
def desk(tmp_path):
    """A lab whose project folder has a few files, one of them ignored."""
    app = tmp_path / "app"
    (app / "public").mkdir(parents=True)
    for name in ("package.json", "public/logo.svg", "secret.txt"):
        (app / name).write_text("x")
    (app / ".dockerignore").write_text("secret.txt\n")
    made = Desk(tmp_path / "home", a_course(app=app))
    yield made
    made.store.close()


async def begin(app, pilot, written=BUILD):
    """Put a text into the editor, the cursor at its end, and wait until it is known what may be offered."""
    await until(pilot, lambda: app.screen.desk.editor.completing.known.context)
    editor(app).load_text(written)
    editor(app).move_cursor(editor(app).document.end)
    editor(app).focus()
    await pilot.pause(0.1)


def listed(app):
    return [c.text for c in app.screen.query_one("#completion").candidates]


async def typed(app, pilot, words):
    await pilot.press(*words)
    await until(pilot, lambda: listed(app))


async def test_typing_a_word_lists_what_it_could_become_and_tab_goes_in(desk):
    async with desk.opened() as (app, pilot):
        await begin(app, pilot)
        await typed(app, pilot, "C")
        assert listed(app) == ["COPY ", "CMD "]
        assert "tab chooses" in shown(app)
        await pilot.press("tab", "down", "up", "enter")
        await until(pilot, lambda: editor(app).text == BUILD + "COPY ")
        assert editor(app).cursor_location == (5, 5)


async def test_enter_and_arrows_are_the_text_s_own_until_the_list_is_entered(desk):
    async with desk.opened() as (app, pilot):
        await begin(app, pilot)
        await typed(app, pilot, "C")
        await pilot.press("enter")
        assert editor(app).text == BUILD + "C\n"
        await typed(app, pilot, "C")
        await pilot.press("up")
        await until(pilot, lambda: not listed(app))
        assert editor(app).cursor_location[0] == 5
        assert editor(app).text == BUILD + "C\nC"


async def test_typing_on_leaves_the_list_and_narrows_it(desk):
    async with desk.opened() as (app, pilot):
        await begin(app, pilot)
        await typed(app, pilot, "C")
        await pilot.press("tab", "M", "enter")
        assert editor(app).text == BUILD + "CM\n"


async def test_escape_closes_the_list_before_it_cancels_a_build(desk):
    story = stories.Story(stories.passing, hold=True)
    async with desk.opened(story) as (app, pilot):
        await begin(app, pilot)
        await pilot.press("ctrl+b")
        await until(pilot, lambda: story.calls)
        await typed(app, pilot, "C")
        await pilot.press("escape")
        assert not listed(app)
        assert not story.ended.is_set()
        await pilot.press("escape")
        await until(pilot, story.ended.is_set)


async def test_a_list_that_was_closed_stays_so_for_this_word_until_asked(desk):
    async with desk.opened() as (app, pilot):
        await begin(app, pilot)
        await typed(app, pilot, "C")
        await pilot.press("escape", "O")
        await pilot.pause(0.2)
        assert not listed(app)
        await pilot.press("ctrl+@")
        assert listed(app) == ["COPY "]
        await pilot.press("tab")
        await until(pilot, lambda: editor(app).text == BUILD + "COPY ")


async def test_stages_then_paths_then_targets_follow_one_another(desk):
    async with desk.opened() as (app, pilot):
        await begin(app, pilot)
        await typed(app, pilot, "COPY --from=")
        assert listed(app) == ["build"]
        await pilot.press("tab", "space")
        await until(pilot, lambda: "/app/public" in listed(app))
        assert "/app/secret.txt" not in listed(app)
        await typed(app, pilot, "/app/pub")
        await pilot.press("tab", "space")
        await until(pilot, lambda: listed(app)[:2] == ["./public", "./"])
        await pilot.press("tab", "enter")
        assert editor(app).text == BUILD + "COPY --from=build /app/public ./public"


async def test_project_files_are_offered_and_ignored_ones_are_not(desk):
    async with desk.opened() as (app, pilot):
        await begin(app, pilot, "FROM x\n")
        await typed(app, pilot, "COPY ")
        assert listed(app) == ["public", ".dockerignore", "package.json"]


async def test_asking_on_an_empty_line_lists_all_instructions(desk):
    async with desk.opened() as (app, pilot):
        await begin(app, pilot)
        await pilot.press("ctrl+@")
        assert "WORKDIR " in listed(app)
        await pilot.press("enter")
        assert editor(app).text == BUILD + "FROM "


async def test_nothing_opens_by_itself_for_a_paste_an_undo_or_a_file_from_outside(desk):
    async with desk.opened() as (app, pilot):
        await begin(app, pilot)
        editor(app).insert("COPY --from=")
        await pilot.pause(0.2)
        assert not listed(app)
        await pilot.press("ctrl+z")
        await pilot.pause(0.2)
        assert not listed(app)


async def test_leaving_the_editor_closes_the_list(desk):
    async with desk.opened() as (app, pilot):
        await begin(app, pilot)
        await typed(app, pilot, "C")
        app.screen.desk.lesson.focus_text()
        await until(pilot, lambda: not listed(app))


async def test_a_click_takes_what_it_hits(desk):
    async with desk.opened() as (app, pilot):
        await begin(app, pilot)
        await typed(app, pilot, "C")
        await pilot.click("#completion", offset=(4, 2))
        await until(pilot, lambda: editor(app).text == BUILD + "CMD ")
        assert editor(app).has_focus


async def test_undo_takes_back_what_was_taken(desk):
    async with desk.opened() as (app, pilot):
        await begin(app, pilot)
        await typed(app, pilot, "WO")
        await pilot.press("tab")
        await until(pilot, lambda: editor(app).text == BUILD + "WORKDIR ")
        await pilot.press("ctrl+z")
        assert editor(app).text == BUILD + "WO"


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_the_list_lies_within_the_screen_beside_the_cursor(desk, size):
    async with desk.opened(size=size) as (app, pilot):
        if size[0] == 60:
            await pilot.press("f6")
        await begin(app, pilot, BUILD + "# a\n" * 30)
        await typed(app, pilot, "COPY ")
        region, cursor = app.screen.query_one("#completion").region, editor(app).cursor_screen_offset
        assert app.screen.region.contains_region(region)
        assert not region.contains(*cursor)
        assert min(abs(region.y - cursor.y), abs(region.bottom - cursor.y)) <= 1
        assert "package.json" in shown(app)


async def test_a_file_name_that_looks_like_markup_is_shown_as_it_is(desk):
    (desk.course.labs[0].app / "[red]x[").write_text("x")
    async with desk.opened() as (app, pilot):
        await begin(app, pilot, "FROM x\n")
        await typed(app, pilot, "COPY ")
        await until(pilot, lambda: "[red]x[" in shown(app))


async def test_the_help_names_the_keys(desk):
    async with desk.opened(size=(120, 60)) as (app, pilot):
        await pilot.press("f1")
        await until(pilot, lambda: "In the editor" in text(app, "#help-text"))
        words = " ".join(text(app, "#help-text").split())
        assert all(" ".join(key.tooltip.split()) in words for key in EDITOR_KEYS)

"""The picture of the stages in the app: one key away, drawn while one types, with sizes after a build, and in the debrief."""

import pytest

from tests.tui import stories
from tests.tui.harness import checked, editor, picture, shown, text, until
from tutor.attempt import ImageSeen, LayersKnown
from tutor.model.xray import Category, Item, Origin, State, Waste, XRay
from tutor.tui.analysis import LIMIT
from tutor.tui.theme import LIGHT

MULTI = "FROM node AS build\nRUN make\nFROM node\nCOPY --from=build /app/out /app\n"
ORIGINS = (Origin(0, "ADD rootfs /", base=True), Origin(1, "COPY --from=build /app/out /app", 4))
LAYERS = tuple(zip(ORIGINS, (100_000_000, 25_000_000), strict=True))


def passing_with(*events):
    """Return a story that passes after these events."""

    def tell(lab):
        yield from events
        return (yield from stories.passing(lab))

    return stories.Story(tell)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_one_key_shows_the_stages_in_place_of_the_lesson_and_the_editor_keeps_the_keys(desk, size):
    desk.write(MULTI)
    async with desk.opened(size=size) as (app, pilot):
        assert "All of it." in shown(app)
        assert "^o Stages" in shown(app)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "┃ stage 1" in picture(app))
        assert "◀╯" in picture(app)
        assert "All of it." not in shown(app)
        assert editor(app).has_focus
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "All of it." in shown(app))
        assert "┃ stage 1" not in shown(app)


async def test_what_is_typed_is_drawn_after_a_pause(desk):
    desk.write("FROM node AS build\n")
    async with desk.opened() as (app, pilot):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "┃ build" in picture(app))
        editor(app).move_cursor(editor(app).document.end)
        await pilot.press(*"FROM x", "enter", *"COPY --from=build /a /b", "enter")
        await until(pilot, lambda: "/a" in picture(app))
        assert "│ build" in picture(app)
        await pilot.press(*"COPY --from=bild /c /d", "enter")
        await until(pilot, lambda: "? bild: /c" in picture(app))


async def test_a_text_without_any_stage_says_how_to_begin(desk):
    desk.write("# nothing yet\n")
    async with desk.opened() as (app, pilot):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Begin with `FROM` and an image." in " ".join(picture(app).split()))


async def test_a_text_that_is_too_long_is_not_drawn_and_that_is_said(desk):
    desk.write(MULTI + "#" * LIMIT + "\n")
    async with desk.opened() as (app, pilot):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "so there is no picture" in " ".join(picture(app).split()))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("seen", ["layers", "files"])
async def test_a_build_puts_its_sizes_into_the_picture_and_into_the_debrief(desk, size, seen):
    desk.write(MULTI)
    items = tuple(
        Item(str(n), size, n, Category.OTHER, State.VISIBLE, "") for n, (_, size) in enumerate(LAYERS)
    )
    xray = XRay("yours", "sha256:1", ORIGINS, items, Waste(0, 0, 0))
    story = passing_with(LayersKnown(LAYERS) if seen == "layers" else ImageSeen("yours", xray))
    async with desk.opened(story, size=size) as (app, pilot):
        await pilot.press("ctrl+o")
        await checked(pilot, app, story)
        await until(pilot, lambda: "125 MB" in picture(app))
        arrived = next(row for row in picture(app).split("\n") if "25.0 MB" in row)
        assert arrived.split()[1:4] == ["/app/out", "25.0", "MB"]
        assert "100 MB base + 25.0 MB" in picture(app)
        await pilot.press("f4")
        await until(pilot, lambda: type(app.screen).__name__ == "DebriefScreen")
        await until(pilot, lambda: "Your stages" in text(app, "#debrief-stages"))
        assert "125 MB" in text(app, "#debrief-stages")


async def test_the_image_that_is_compared_with_gives_no_sizes(desk):
    desk.write(MULTI)
    items = (Item("x", 5, 0, Category.OTHER, State.VISIBLE, ""),)
    story = passing_with(ImageSeen("traditional", XRay("t", "sha256:2", ORIGINS, items, Waste(0, 0, 0))))
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        assert app.screen.desk.measured is None


async def test_a_change_after_the_build_is_told(desk):
    desk.write(MULTI)
    story = passing_with(LayersKnown(LAYERS))
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+o")
        await checked(pilot, app, story)
        await pilot.press("#")
        await until(pilot, lambda: "sizes: your last build" in picture(app))
        assert "125 MB" in picture(app)


async def test_turning_the_page_brings_the_lesson_back(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("ctrl+o", "ctrl+n")
        await until(pilot, lambda: "One builds." in shown(app))
        assert app.screen.desk.lesson.view == "lesson"


async def test_in_a_narrow_terminal_the_key_goes_to_the_picture_and_back_to_the_file(desk):
    desk.write(MULTI)
    async with desk.opened(size=(60, 20)) as (app, pilot):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "┃ stage 1" in picture(app))
        assert app.screen.desk.lesson.stages.has_focus
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "FROM node AS build" in shown(app))
        assert editor(app).has_focus


async def test_a_click_on_the_tab_shows_the_picture(desk):
    async with desk.opened() as (app, pilot):
        await pilot.click("#lesson-heading", offset=(10, 0))
        assert app.screen.desk.lesson.view == "stages"


async def test_the_stage_that_is_written_in_comes_into_view_and_the_arrows_scroll(desk):
    desk.write("".join(f"FROM node AS stage-{n}\nRUN make\n" for n in range(20)))
    async with desk.opened(size=(80, 24)) as (app, pilot):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "stage-0" in picture(app))
        assert "stage-19" not in picture(app)
        editor(app).move_cursor((27, 0))
        await pilot.press("#")
        await until(pilot, lambda: "stage-13" in picture(app))
        app.screen.desk.lesson.focus_text()
        await pilot.press("home")
        await until(pilot, lambda: "stage-0 " in picture(app))


async def test_names_are_never_markup(desk):
    desk.write("FROM [bold]x[/] AS a\nFROM $(y)\nCOPY --from=[red]z[/] [link=x]a[/link] /\n")
    async with desk.opened() as (app, pilot):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "[bold]x[/]" in picture(app))
        assert "[link=x]a[/link]" in picture(app)


async def test_the_picture_follows_the_theme(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "┃ stage 0" in picture(app))
        before = app.export_screenshot()
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert app.theme == LIGHT.name
        assert app.export_screenshot() != before


async def test_the_question_of_a_page_is_answered_on_the_page(tmp_path):
    from tests.tui.harness import Desk, a_course
    from tutor.model.question import Question

    asked = Question(
        "q", "on-step", "choice", "Which?", options=("a", "b"), answer="a", step="first", resolve="a."
    )
    course = a_course(1, questions=(asked,))
    async with Desk(tmp_path, course).opened() as (app, pilot):
        await pilot.press("ctrl+o", "f7")
        await until(pilot, lambda: "Which?" in shown(app))
        assert app.screen.desk.lesson.question.has_focus_within

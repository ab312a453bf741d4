"""The attempts in the X-ray, and text that is not ours on its screen."""

import pytest

from tests.tui import stories
from tests.tui.harness import checked, shown, until
from tests.tui.test_xray_texts import EVIL, harmless
from tests.tui.xray_harness import built_and_seen, look, seeing
from tests.tui.xray_stories import item
from tutor.errors import TutorError
from tutor.model.outcome import Sizes, Verdict
from tutor.model.xray import Category, Origin, Waste, XRay


def record(desk, *sizes):
    for number, size in enumerate(sizes):
        status = "passed" if size and size < 500_000_000 else "failed"
        desk.store.record(Verdict("one", status, (), sizes=Sizes(832_000_000, size)), 1000.0 + number)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_all_attempts_stand_in_the_last_view(desk, size):
    record(desk, 832_000_000, None, 450_000_000, 424_000_000)
    async with desk.opened(size=size) as (app, pilot):
        await look(app, pilot)
        await pilot.press("shift+tab")
        screen = shown(app)
        for part in (
            "4 attempts, best 424 MB",
            "traditional",
            "✗   1",
            "✗   2",
            "no image",
            "✓   4",
            "★ best",
        ):
            assert part in screen, part
        assert "-26.0 MB" in screen


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_the_layers_of_both_images_stand_below_each_other_on_one_scale(desk, size):
    story = seeing()
    async with desk.opened(story, size=size) as (app, pilot):
        await built_and_seen(app, pilot, story)
        await pilot.press("shift+tab", "shift+tab")
        assert app.screen.query_one("#xray-tabs").current == "layers"
        layers = app.screen.query_one("#xray-layers")
        await until(pilot, lambda: "Traditional 674 MB" in shown(app))
        drawn = [layers._draw_row(row, layers.size.width).plain for row in range(layers.count)]
        text = "\n".join(drawn)
        assert "Yours 302 MB, layer by layer" in text
        assert text.count("base image: 3 layers") == 2
        assert "line 14: COPY --from" in text
        bars = {row.split("line ")[1].split(":")[0]: row.count("█") for row in drawn if "line " in row}
        assert bars["9"] == max(bars.values()) > bars["14"] > 0
        assert max(map(len, drawn)) <= layers.size.width
        await pilot.press("end", "pageup", "home", "pagedown", "down")
        await pilot.press("escape")
        await until(pilot, lambda: getattr(app.screen, "desk", None) is not None)


async def test_of_many_attempts_the_newest_is_in_view_and_the_keys_scroll(desk):
    record(desk, *[900_000_000 - 5_000_000 * n for n in range(60)])
    async with desk.opened(size=(80, 24)) as (app, pilot):
        await look(app, pilot)
        await pilot.press("tab")
        await until(pilot, lambda: "✗  60" in shown(app))
        await pilot.press("home")
        await until(pilot, lambda: "✗   1" in shown(app))
        await pilot.press("pagedown", "down", "up", "pageup", "end")
        await until(pilot, lambda: "✗  60" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: getattr(app.screen, "desk", None) is not None)


async def test_an_attempt_that_is_made_meanwhile_joins(desk):
    record(desk, 832_000_000)
    story = seeing()
    async with desk.opened(story) as (app, pilot):
        await built_and_seen(app, pilot, story)
        await pilot.press("shift+tab")
        await until(pilot, lambda: "2 attempts, best 302 MB" in shown(app))
        app.screen_stack[-2].action_build()
        await until(pilot, lambda: "3 attempts, best 302 MB" in shown(app))


async def test_attempts_that_cannot_be_read_are_told(desk, monkeypatch):
    def broken(lab_id):
        raise TutorError("Your progress could not be read.", "Check free space.")

    monkeypatch.setattr(desk.store, "attempts", broken)
    async with desk.opened() as (app, pilot):
        await look(app, pilot)
        await until(pilot, lambda: any("could not be read" in n.message for n in app._notifications))


async def test_hostile_text_on_the_screen_steers_nothing(desk):
    origins = (Origin(0, EVIL, 3),)
    items = tuple(item(EVIL + str(n), 100 + n, 0, Category.OTHER, EVIL, EVIL * (n % 2)) for n in range(6))
    waste = Waste(0, 0, 0)
    story = seeing(yours=XRay(EVIL, EVIL, origins, items, waste), traditional=None)
    async with desk.opened(story, size=(80, 24)) as (app, pilot):
        await checked(pilot, app, story)
        await look(app, pilot)
        for key in (
            "right",
            "down",
            "g",
            "right",
            "g",
            "g",
            "slash",
            "[",
            "r",
            "e",
            "enter",
            "n",
            "enter",
            "escape",
        ):
            await pilot.press(key)
            await pilot.pause()
            assert harmless(shown(app))
        assert "[red]x" in shown(app)


async def test_what_a_story_tells_of_no_image_changes_nothing(desk):
    story = stories.Story(stories.failing)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        await look(app, pilot)
        assert "Nothing is built yet." in shown(app)

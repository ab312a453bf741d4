"""The X-ray: what it shows of two images, how one walks in it, and its states."""

import re
import threading
import time

import pytest
from textual.events import MouseScrollDown

from tests.tui import stories, xray_stories
from tests.tui.harness import checked, editor, shown, until
from tests.tui.xray_harness import (
    TRADITIONAL,
    YOURS,
    built_and_seen,
    look,
    refuses,
    rows,
    seeing,
    selected,
    with_files,
)
from tutor.attempt import ImageSeen, ImageUnseen, SizesKnown
from tutor.model.outcome import Sizes
from tutor.tui.screens.xray import XRayScreen

SIZES = [(60, 20), (80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_both_images_stand_on_one_scale_above_what_was_dropped(desk, size):
    story = seeing()
    async with desk.opened(story, size=size) as (app, pilot):
        await built_and_seen(app, pilot, story)
        screen = shown(app)
        for part in ("Traditional", "674 MB", "Yours", "302 MB", "-55 %", "-145 MB", "Dropped", "Attempts"):
            assert part in screen, part
        assert rows(app)[0].split()[:2] == ["145", "MB"]
        assert "npm:next@14.2.5" in rows(app)[0]
        assert "line 10" in rows(app)[0]
        assert "line 10: RUN npm install -g next"[:20] in selected(app)[1]


async def test_the_bars_of_both_images_have_the_same_scale(desk):
    story = seeing()
    async with desk.opened(story, size=(120, 40)) as (app, pilot):
        await built_and_seen(app, pilot, story)
        (base,) = [line for line in shown(app).split("\n") if line.strip().startswith("base image")]
        one, two = re.findall("█+", base)
        assert len(one) == len(two) > 15
        (dev,) = [line for line in shown(app).split("\n") if line.strip().startswith("dev dependencies")]
        assert len(re.findall("█+", dev)) == 1
        assert "·····" in dev


async def test_tab_and_clicks_turn_the_views(desk):
    story = seeing()
    async with desk.opened(story) as (app, pilot):
        await built_and_seen(app, pilot, story)
        seen = []
        for _ in range(7):
            seen.append(app.screen.query_one("#xray-tabs").current)
            await pilot.press("tab")
        assert seen == ["dropped", "left", "added", "changed", "waste", "layers", "attempts"]
        assert app.screen.query_one("#xray-tabs").current == "dropped"
        await pilot.press("shift+tab", "shift+tab", "f6", "f6")
        assert app.screen.query_one("#xray-tabs").current == "dropped"
        await pilot.click("#xray-tabs", offset=(12, 0))
        assert "yours: 302 MB in 1,451 files" in shown(app)


async def test_the_tree_is_walked_with_the_arrows_and_escape_goes_back(desk):
    story = seeing()
    async with desk.opened(story) as (app, pilot):
        await built_and_seen(app, pilot, story)
        await pilot.press("down", "down")
        assert selected(app)[0] == "npm:typescript@5.3.3"
        await pilot.press("right", "right", "enter", "down")
        assert selected(app)[0].startswith("/app/node_modules/typescript/dist/part-3/module-")
        assert "dev dependency of package.json" in selected(app)[1]
        assert "line 9: RUN npm install" in selected(app)[1]
        await pilot.press("left")
        assert selected(app)[0] == "/app/node_modules/typescript/dist/part-3/"
        await pilot.press("escape", "escape")
        assert selected(app)[0] == "npm:typescript@5.3.3"
        await pilot.press("home")
        assert selected(app)[0] == "npm:next@14.2.5"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.desk is not None)


async def test_pages_and_ends_are_a_key_away(desk):
    story = seeing()
    async with desk.opened(story, size=(80, 24)) as (app, pilot):
        await built_and_seen(app, pilot, story)
        await pilot.press("g", "g", "g", "end")
        assert rows(app)[-1].split()[0] == "312"
        await pilot.press("home")
        top = selected(app)[0]
        await pilot.press("pagedown")
        assert selected(app)[0] != top
        await pilot.press("pageup")
        assert selected(app)[0] == top


async def test_the_grouping_turns_and_is_named_above_the_rows(desk):
    story = seeing()
    async with desk.opened(story) as (app, pilot):
        await built_and_seen(app, pilot, story)
        for wanted, first in (
            ("package or folder", "npm:next@14.2.5"),
            ("folder", "usr/local/lib/"),
            ("category", "runtime dependencies"),
            ("file", "usr/local/lib/node_modules/next"),
        ):
            assert wanted in app.screen.query_one("#xray-columns").content.plain
            assert first[:14] in rows(app)[0]
            await pilot.press("g")


async def test_a_file_shows_its_content_and_where_it_was_read(desk):
    calls = []

    def read_file(image, path):
        calls.append((image, path))
        return b"export default {\n\toutput: 'standalone',\n}\n"

    story = seeing()
    async with desk.opened(story, size=(80, 24)) as (app, pilot):
        await built_and_seen(app, pilot, story, read_file=read_file)
        await pilot.press("slash", *"next.config.m", "enter", "enter")
        await until(pilot, lambda: "    output: 'standalone'," in shown(app))
        assert calls == [(TRADITIONAL.image_id, "app/next.config.mjs")]
        assert "/app/next.config.mjs" in shown(app)
        await pilot.press("escape")
        assert "output:" not in shown(app)
        assert selected(app)[0] == "/app/next.config.mjs"


async def test_a_large_file_scrolls_and_the_view_behind_it_stays(desk):
    story = seeing()
    async with desk.opened(story, size=(80, 24)) as (app, pilot):
        text = "\n".join(f"row {n}" for n in range(40_000)).encode()
        await built_and_seen(app, pilot, story, read_file=lambda i, p: text)
        await pilot.press("tab", "g", "g", "g", "enter")
        await until(pilot, lambda: "row 0" in shown(app))
        assert "the first 262 kB" in shown(app)
        await pilot.press("pagedown", "down")
        await until(pilot, lambda: "row 39" in shown(app))
        await pilot.press("end")
        await until(pilot, lambda: "row 1 " not in shown(app))
        await pilot.press("home")
        await until(pilot, lambda: "row 0" in shown(app))


async def test_a_file_that_cannot_be_read_says_why_and_what_to_do(desk):
    story = seeing()
    async with desk.opened(story) as (app, pilot):
        await built_and_seen(app, pilot, story, read_file=refuses)
        await pilot.press("n", "enter")
        await until(pilot, lambda: "The engine is gone." in shown(app))
        assert "Start it again." in shown(app)


async def test_reading_a_file_stops_no_key_and_what_comes_late_is_not_shown(desk):
    go_on = threading.Event()
    story = seeing()
    async with desk.opened(story) as (app, pilot):
        await built_and_seen(app, pilot, story, read_file=lambda i, p: go_on.wait(20) and b"late words")
        await pilot.press("n", "enter")
        assert "reading" in shown(app)
        await pilot.press("escape", "down")
        go_on.set()
        await pilot.pause(0.05)
        assert "late words" not in shown(app)


async def test_a_hidden_file_says_why_its_content_is_not_shown(desk):
    story = seeing()
    async with desk.opened(story) as (app, pilot):
        await built_and_seen(app, pilot, story, read_file=refuses)
        await pilot.press("tab", "tab", "tab", "tab", "n", "enter")
        await until(pilot, lambda: "A later layer hides this" in shown(app))
        assert "line 17: RUN chown" in shown(app)


async def test_a_search_filters_as_one_types_and_n_goes_on(desk):
    story = seeing()
    async with desk.opened(story) as (app, pilot):
        await built_and_seen(app, pilot, story)
        await pilot.press("slash", *"page-1")
        assert "11 files" in shown(app)
        await pilot.press("enter", "n", "N", "N")
        assert "/app/app/page-1" in selected(app)[0]
        await pilot.press("tab")
        assert "No path and no package holds this text." in shown(app)
        await pilot.press("shift+tab", "escape")
        assert "1,453 files" in shown(app)
        assert app.focused is None


async def test_waste_is_told_in_bytes_with_what_hides_it(desk):
    story = seeing()
    async with desk.opened(story) as (app, pilot):
        await built_and_seen(app, pilot, story)
        await pilot.press("shift+tab", "shift+tab", "shift+tab")
        screen = " ".join(shown(app).split())
        assert "Ships for nothing: 1.2 MB deleted by a later layer, 5.5 MB replaced by one" in screen
        await pilot.press("down", "right", "down")
        assert selected(app)[0] == "/root/.cache/"
        assert "line 17: RUN chown -R node /app/.next/static deletes it" in selected(app)[1]
        await pilot.press("o")
        assert "traditional: 312 B in 1 file" in shown(app)
        await pilot.press("n")
        assert "the same content as /app/next.config.bak.mjs" in selected(app)[1]


async def test_a_click_selects_a_row_a_second_one_opens_it_and_the_wheel_scrolls(desk):
    story = seeing()
    async with desk.opened(story, size=(80, 24)) as (app, pilot):
        await built_and_seen(app, pilot, story)
        await pilot.click("#xray-rows", offset=(20, 3))
        assert selected(app)[0] == "npm:eslint@8.57.0"
        await pilot.click("#xray-rows", offset=(20, 3))
        assert "dist" in rows(app)[4] or "part-" in rows(app)[4]
        await pilot._post_mouse_events([MouseScrollDown], "#xray-rows")
        await until(pilot, lambda: app.screen.query_one("#xray-rows").scroll_offset.y > 0)
        assert selected(app)[0] == "npm:eslint@8.57.0"


@pytest.mark.parametrize("size", SIZES)
async def test_before_the_first_build_it_says_what_to_do_and_ctrl_b_does_it(desk, size):
    story = seeing()
    async with desk.opened(story, size=size) as (app, pilot):
        await look(app, pilot)
        assert "Build first with ctrl+b." in shown(app)
        await pilot.press("tab")
        assert "No attempts yet." in shown(app)
        await pilot.press("ctrl+b")
        await until(pilot, lambda: story.calls)
        await until(pilot, lambda: not app.screen.desk.runner.running)


async def test_one_image_alone_is_shown_and_what_is_missing_is_said(desk):
    story = seeing(traditional=None)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        await look(app, pilot)
        screen = shown(app)
        assert "Only your image is known so far" in screen
        assert "Traditional" not in screen
        assert "Files" in screen
        assert "Dropped" not in screen
        assert "usr/local/" in rows(app)[0]


async def test_the_traditional_image_alone_is_shown(desk):
    story = seeing(yours=None)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        await look(app, pilot)
        assert "Build yours with ctrl+b" in shown(app)
        assert "674 MB in 2,660 files" in shown(app)


def sizes_only(lab):
    yield SizesKnown(Sizes(yours=299_000_000))
    return (yield from stories.passing(lab, sizes=Sizes(832_000_000, 299_000_000)))


async def test_while_the_layers_are_read_the_totals_are_there(desk):
    story = stories.Story(sizes_only)
    async with desk.opened(story) as (app, pilot):
        desk_ = app.screen.desk
        desk_.seen.feed([SizesKnown(Sizes(832_000_000, 299_000_000))])
        await look(app, pilot)
        assert "Reading the layers of your image." in shown(app)
        assert "299 MB" in shown(app)
        assert "832 MB" in shown(app)


async def test_layers_that_could_not_be_read_are_told_with_what_to_do(desk):
    story = stories.Story(sizes_only)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        await look(app, pilot)
        screen = " ".join(shown(app).split())
        assert "its files were not read" in screen
        assert "tutor doctor" in screen
        assert "299 MB" in screen


async def test_a_build_that_ends_meanwhile_updates_the_open_screen_and_keeps_the_place(desk):
    story = seeing()
    async with desk.opened(story) as (app, pilot):
        await built_and_seen(app, pilot, story)
        await pilot.press("down", "down", "right", "down")
        before = selected(app)
        lab = app.screen_stack[-2]
        story.ended.clear()
        lab.action_build()
        await until(pilot, story.ended.is_set)
        await until(pilot, lambda: not lab.desk.runner.running and lab.desk.seen.view.difference is not None)
        assert isinstance(app.screen, XRayScreen)
        assert selected(app) == before


async def test_a_fault_while_comparing_leaves_the_screen_usable(desk):
    calls = []

    def broken(before, after):
        calls.append(before)
        raise KeyError("lost")

    story = seeing()
    async with desk.opened(story) as (app, pilot):
        with_files(app, compare=broken)
        await checked(pilot, app, story)
        await look(app, pilot)
        await until(pilot, lambda: "because of a fault in the tutor" in " ".join(shown(app).split()))
        assert "usr/local/" in rows(app)[0]
        assert len(calls) == 1
    assert "lost" in (desk.workspaces.parent / "faults.log").read_text()


async def test_f2_goes_back_to_the_lab_and_the_text_is_as_it_was(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("#")
        await look(app, pilot)
        await pilot.press("f2")
        await until(pilot, lambda: getattr(app.screen, "desk", None) is not None)
        assert editor(app).text.startswith("#FROM")
        await pilot.press("a")
        assert editor(app).text.startswith("#aFROM")


async def test_a_terminal_of_any_size_is_no_trouble(desk):
    story = seeing()
    async with desk.opened(story) as (app, pilot):
        await built_and_seen(app, pilot, story)
        for size in [(60, 20), (20, 5), (200, 60), (31, 9), (80, 24)]:
            await pilot.resize_terminal(*size)
            await pilot.press("down", "tab")
            await pilot.pause()
        assert "Changed" in shown(app) or "Waste" in shown(app)


async def test_the_help_opens_over_it(desk):
    async with desk.opened() as (app, pilot):
        await look(app, pilot)
        await pilot.press("f1")
        await until(pilot, lambda: "esc closes" in shown(app))
        await pilot.press("escape")
        assert isinstance(app.screen, XRayScreen)


async def test_thirty_five_thousand_files_stop_no_key(desk):
    story = seeing(yours=xray_stories.many(), traditional=None)
    async with desk.opened(story, size=(80, 24)) as (app, pilot):
        await checked(pilot, app, story)
        await look(app, pilot)
        slowest = 0.0
        for key in (
            "right",
            "down",
            "g",
            "right",
            "g",
            "g",
            "end",
            "pageup",
            "home",
            "slash",
            "m",
            "o",
            "enter",
            "n",
        ):
            began = time.process_time()
            await pilot.press(key)
            slowest = max(slowest, time.process_time() - began)
        assert "35,000 files" in shown(app)
        assert slowest < 2


async def test_a_search_waits_out_of_sight_where_nothing_is_searched(desk):
    story = seeing()
    async with desk.opened(story, size=(80, 24)) as (app, pilot):
        await built_and_seen(app, pilot, story)
        await pilot.press("slash", *"page-1", "enter", "shift+tab")
        assert "/ page-1" not in shown(app)
        await pilot.press("tab")
        assert "/ page-1" in shown(app)


async def test_an_x_ray_that_failed_is_told_beside_what_is_known(desk):
    def failing(lab):
        verdict = yield from stories.passing(lab)
        yield ImageUnseen("yours", "ValueError: a name")
        yield ImageSeen("traditional", TRADITIONAL)
        return verdict

    story = stories.Story(failing)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        await look(app, pilot)
        words = "The X-ray of your image failed: ValueError: a name. The verdict does not depend on it."
        await until(pilot, lambda: words in " ".join(shown(app).split()))
        app.screen_stack[-2].desk.seen.feed([ImageSeen("yours", YOURS)])
        assert app.screen_stack[-2].desk.seen.view.note == ""

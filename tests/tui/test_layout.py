"""Sizes, keys, themes: what is visible and reachable."""

import re

import pytest

from tests.tui import stories
from tests.tui.harness import Desk, a_course, checked, editor, no_engine, shown, until
from tutor.model.course import Step
from tutor.tui.keys import APP_KEYS, COURSE_KEYS, LAB_KEYS, XRAY_KEYS
from tutor.tui.theme import DARK, LIGHT

SIZES = [(60, 20), (80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_the_course_is_usable_at_every_size(desk, size):
    async with desk.opened(lab=None, size=size) as (app, _):
        screen = shown(app)
        for part in ("Multi-Stage Tutor", "Lab one", "5 min  next", "Open lab", "Help", "For tests."):
            assert part in screen, part


@pytest.mark.parametrize("size", SIZES)
async def test_the_course_without_an_engine_is_usable_at_every_size(desk, size):
    async with desk.opened(lab=None, size=size, connect=no_engine, start_engine=lambda t: None) as (app, _):
        assert "Press ctrl+e to start one." in " ".join(shown(app).split())
        assert "Lab one" in shown(app)


@pytest.mark.parametrize("size", SIZES[1:])
async def test_a_wide_lab_shows_lesson_editor_and_checks_at_once(desk, size):
    async with desk.opened(size=size) as (app, _):
        screen = shown(app)
        for part in (
            "What ships",
            "step 1 of 3",
            "FROM node:18-alpine",
            "saved",
            "Two stages",
            "^b Build",
            "f1 Help",
        ):
            assert part in screen, part


async def test_a_narrow_lab_shows_one_pane_and_f6_goes_round(desk):
    async with desk.opened(size=(60, 20)) as (app, pilot):
        seen = []
        for _ in range(7):
            seen.append(shown(app))
            await pilot.press("f6")
            await pilot.pause()
        assert "All of it." in seen[0]
        assert "FROM node:18-alpine" not in seen[0]
        assert "FROM node:18-alpine" in seen[1]
        assert "┃ stage 0" in seen[2]
        assert "These must hold" in seen[3]
        assert "steps of your build" in seen[4]
        assert "All of it." in seen[6]


async def test_keys_typed_in_a_narrow_lab_go_to_the_pane_that_is_shown(desk):
    async with desk.opened(size=(60, 20)) as (app, pilot):
        before = editor(app).text
        await pilot.press("x")
        assert editor(app).text == before
        await pilot.press("f6", "x")
        assert editor(app).text == "x" + before


@pytest.mark.parametrize("size", SIZES)
async def test_the_verdict_and_the_whole_diagnosis_are_visible(desk, size):
    story = stories.Story(stories.failing)
    async with desk.opened(story, size=size) as (app, pilot):
        await checked(pilot, app, story)
        screen = shown(app)
        for part in ("✗ Not yet", "See ", "There is no stage", "Why ", "Try ", "Write `--from=build`"):
            assert part in screen, part


@pytest.mark.parametrize("size", SIZES)
async def test_both_sizes_are_visible_after_a_pass(desk, size):
    story = stories.Story(stories.passing)
    async with desk.opened(story, size=size) as (app, pilot):
        await checked(pilot, app, story)
        for part in ("✓ Passed", "832 MB", "424 MB", "-49 %", "✓ within"):
            assert part in shown(app), part


async def test_the_marked_line_is_visible_in_a_narrow_lab(desk):
    desk.write("FROM a\n" + "RUN b\n" * 40 + "COPY --from=builder /x ./x\n")
    story = stories.Story(lambda lab: stories.failing(lab, line=42))
    async with desk.opened(story, size=(60, 20)) as (app, pilot):
        await checked(pilot, app, story)
        await pilot.press("f6", "f6", "f6", "f6")
        await until(pilot, lambda: "COPY --from=builder" in shown(app))


async def test_a_terminal_that_changes_its_size_keeps_the_text(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("#")
        for size in [(60, 20), (200, 60), (20, 5), (80, 24)]:
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert editor(app).text.startswith("#FROM")
        assert "FROM node:18-alpine" in shown(app)


async def test_a_terminal_that_becomes_narrow_shows_the_pane_with_the_keys(desk):
    async with desk.opened() as (app, pilot):
        await pilot.resize_terminal(60, 20)
        await until(pilot, lambda: app.screen.spot == "editor" and editor(app).has_focus)
        await pilot.press("#")
        assert "#FROM node:18-alpine" in shown(app)


async def test_code_in_a_lesson_is_wrapped_and_not_cut(tmp_path):
    line = "COPY --from=build /app/node_modules ./node_modules"
    steps = (Step("a", "Code", f"# Code\n\n```dockerfile\n{line}\n```\n"),)
    async with Desk(tmp_path, a_course(1, steps=steps)).opened(size=(80, 24)) as (app, _):
        lesson = "".join(row[:30].strip() + " " for row in shown(app).split("\n"))
        assert all(word in lesson.replace(" ", "") for word in line.split())


async def test_a_click_on_a_tab_opens_its_view(desk):
    async with desk.opened() as (app, pilot):
        await pilot.click("#result-heading", offset=(11, 0))
        assert app.screen.desk.result.view == "build"
        await pilot.click("#result-heading", offset=(18, 0))
        assert app.screen.desk.result.view == "log"


async def test_tab_leaves_the_editor_and_lights_the_pane_with_the_keys(desk):
    async with desk.opened() as (app, pilot):
        assert app.screen.query_one("#editor-heading").has_class("-focused")
        await pilot.press("tab")
        assert app.screen.query_one("#result-heading").has_class("-focused")
        assert not app.screen.query_one("#editor-heading").has_class("-focused")


@pytest.mark.parametrize("size", SIZES)
async def test_help_lists_every_key_and_the_place_of_the_file(desk, size):
    async with desk.opened(size=size) as (app, pilot):
        await pilot.press("f1")
        await until(pilot, lambda: bool(app.screen.query_one("#help-text").content.plain))
        everything = " ".join(app.screen.query_one("#help-text").content.plain.split())
        for key in (*APP_KEYS, *COURSE_KEYS, *LAB_KEYS, *XRAY_KEYS):
            assert f"{key.key} {key.tooltip}" in everything
        assert str(desk.dockerfile) in everything.replace(" ", "")
        assert "In a lab" in shown(app)
        await pilot.press("escape")
        assert app.screen.desk is not None


async def test_the_question_mark_helps_outside_the_editor_only(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("question_mark")
        assert editor(app).text.startswith("?FROM")
        await pilot.press("tab", "question_mark")
        await until(pilot, lambda: "esc closes" in shown(app))


async def test_each_key_is_declared_once():
    for there in (LAB_KEYS, XRAY_KEYS, COURSE_KEYS):
        keys = [key for k in (*APP_KEYS, *there) for key in k.key.split(",")]
        assert len(keys) == len(set(keys))
    assert all(k.description and k.tooltip for k in (*APP_KEYS, *LAB_KEYS, *COURSE_KEYS))


async def test_the_theme_turns_and_the_editor_with_it(desk):
    async with desk.opened() as (app, pilot):
        before = app.export_screenshot()
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert app.theme == LIGHT.name
        assert app.export_screenshot() != before
        await pilot.press("ctrl+t")
        assert app.theme == DARK.name


async def test_no_colour_is_respected(desk, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    story = stories.Story(stories.failing)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        strips = app.screen._compositor.render_strips()
        colours = {
            segment.style.color.get_truecolor()
            for strip in strips
            for segment in strip.apply_filter(app._filters[0], app.background_colors[0].__class__(0, 0, 0))
            if segment.style and segment.style.color
        }
        assert all(max(c) - min(c) <= 2 for c in colours)
        assert re.search("✗ Not yet", shown(app))


def _contrast(one, two):
    def luminance(colour):
        values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_all_text_has_enough_contrast(theme):
    texts = [theme.primary, theme.secondary, theme.success, theme.warning, theme.error, theme.foreground]
    texts += [v for n, v in theme.variables.items() if n.startswith("code-") or n == "dim"]
    for colour in texts:
        for ground in (theme.background, theme.surface, theme.panel):
            assert _contrast(colour, ground) >= 4.5, (colour, ground)


@pytest.mark.parametrize("size", SIZES[1:])
async def test_the_footer_of_a_lab_has_room_for_its_keys(desk, size):
    async with desk.opened(size=size) as (app, _):
        footer = shown(app).split("\n")[-1].split()
        solution, wrong = (" f4 Solution", " f9 Wrong?") if size[0] >= 110 else ("", "")
        keys = f"^b Build f2 X-ray ^o Stages f3 Hint{solution} ^n Next f5 Course{wrong} f1 Help ^q Quit"
        assert " ".join(footer) == keys


async def test_f6_turns_the_view_from_the_editor(desk):
    async with desk.opened() as (app, pilot):
        assert editor(app).has_focus
        await pilot.press("f6")
        assert app.screen.desk.result.view == "build"
        assert editor(app).selected_text == ""

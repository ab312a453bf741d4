"""Text from builds, images and lab packs is shown as it is, and steers nothing."""

from textual.events import Paste

from tests.tui import stories
from tests.tui.harness import START, Desk, a_course, checked, editor, shown, text, told, until
from tutor.attempt import BuildProgress
from tutor.engine.build_events import BuildStep, LogLines, StepStarted
from tutor.model.course import Step

EVIL = "[red]x[/red] [@click=app.quit]q[/] \x1b]0;title\x07\x1b[2Jcleared \u202eback"
SEEN = "[red]x[/red] [@click=app.quit]q[/] cleared back"


def evil_build(lab):
    step = BuildStep("9", f"RUN {EVIL}", EVIL, 1)
    yield BuildProgress("yours", StepStarted(step, 1.0))
    yield BuildProgress("yours", LogLines("9", (EVIL, "b\rc", "tab\there")))
    return (yield from stories.failing(lab, see=EVIL, why=EVIL, try_=EVIL, words=EVIL))


async def test_build_output_and_diagnosis_are_literal(desk):
    story = stories.Story(evil_build)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        assert shown(app).count("[@click=app.quit]") >= 4
        assert "\x1b" not in shown(app)
        assert "\u202e" not in shown(app)
        for wanted in ("build", "log"):
            app.screen.show(wanted)
            await pilot.pause()
            assert "[red]x[/red]" in shown(app)
            assert "\x1b" not in shown(app)
            assert "\u202e" not in shown(app)


async def test_names_of_labs_and_lessons_are_literal(tmp_path):
    steps = (Step("a", EVIL, f"Text {EVIL}"),)
    desk = Desk(tmp_path, a_course(1, title=EVIL, steps=steps))
    async with desk.opened() as (app, _):
        assert "[red]x[/red]" in shown(app)
        assert "\x1b" not in shown(app)
        assert "\u202e" not in shown(app)


async def test_control_characters_in_the_file_are_shown_as_signs(desk):
    desk.write("FROM a\x1b[31mb\nRUN \u202e x\n")
    async with desk.opened() as (app, _):
        assert "\u241b[31mb" in shown(app)
        assert "\x1b" not in shown(app)
        assert "\u202e" not in shown(app)
        assert editor(app).text == "FROM a\x1b[31mb\nRUN \u202e x\n"


async def test_a_long_line_in_the_file_is_refused_calmly_and_kept(desk):
    data = b"FROM a\nRUN " + b"x" * 990_000 + b"\n"
    desk.write(data)
    async with desk.opened() as (app, pilot):
        assert editor(app).read_only
        assert "characters" in shown(app)
        await pilot.press("x", "f6", "f6", "f6")
        assert "not readable" in shown(app)
    assert desk.dockerfile.read_bytes() == data


async def test_a_binary_file_is_refused_calmly_and_kept_and_checked(desk):
    data = bytes(range(256)) * 40
    desk.write(data)
    story = stories.Story(stories.failing)
    async with desk.opened(story) as (app, pilot):
        assert editor(app).read_only
        assert "not a Dockerfile" in shown(app)
        await pilot.press("x")
        await checked(pilot, app, story)
        assert story.calls[0]["data"] == data
    assert desk.dockerfile.read_bytes() == data


async def test_a_huge_paste_is_refused_and_changes_nothing(desk):
    async with desk.opened() as (app, pilot):
        app.post_message(Paste("RUN " + "y" * 1_000_000))
        await until(pilot, lambda: "1,000,004 characters" in told(app))
        assert editor(app).text == START
        app.post_message(Paste("RUN y\n"))
        await until(pilot, lambda: editor(app).text == "RUN y\n" + START)


async def test_a_line_at_the_limit_is_edited_without_trouble(desk):
    desk.write("FROM a\nRUN " + "y" * 90_000 + "\n")
    async with desk.opened() as (app, pilot):
        assert "only checked when it is built" in text(app, "#problem")
        await pilot.press("down", "end", "z")
        await until(pilot, lambda: desk.dockerfile.read_text().endswith("yz\n"))


async def test_a_log_without_end_keeps_its_last_lines(desk):
    def talkative(lab):
        for number in range(200):
            yield BuildProgress(
                "yours", LogLines("2", tuple(f"line {number}-{n} " + "z" * 300 for n in range(50)))
            )
        return (yield from stories.passing(lab))

    story = stories.Story(talkative)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        log = app.screen.query_one("#view-log")
        await until(pilot, lambda: not log.pending)
        assert log.line_count <= 5001
        assert any("line 199-49" in line for line in log.lines[-5:])

"""The ignore file of a lab that lets learners write one: as safe as the Dockerfile beside it, and never mixed up with it."""

import pytest

from tests.tui import stories
from tests.tui.harness import START, Desk, a_course, checked, editor, shown, text, told, until
from tutor.errors import TutorError
from tutor.model.course import CheckSpec, Solution
from tutor.model.question import Question
from tutor.model.sub_goals import SubGoal
from tutor.workspace import LearnerFile

ROUNDS = tuple(
    Question(
        *(file, "before-build", "lines", f"You change {file}. Which?"),
        fact="rebuilt_lines",
        resolve="Of these, {rebuilt_lines} will run again.",
        changed=file,
    )
    for file in ("README.md", "server.js")
)
TEXT = START + "COPY . .\nRUN npm run build\n"


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    (folder / "node_modules").mkdir(parents=True)
    (folder / "node_modules" / "big").write_bytes(b"x" * 40_000)
    for name in ("README.md", "server.js"):
        (folder / name).write_text(name)
    return folder


@pytest.fixture
def desk(tmp_path, project):
    reference = Solution("one", "One", TEXT.encode(), True, ignore="node_modules\n")
    course = a_course(1, app=project, ignore="# nothing\n", solutions=(reference,), questions=ROUNDS)
    made = Desk(tmp_path, course)
    yield made
    made.store.close()


def path(desk):
    return desk.workspaces / "one" / "Dockerfile.dockerignore"


def pane(app):
    return app.screen.desk.ignore


async def opened_ignore(pilot, app):
    await pilot.press("ctrl+l")
    await until(pilot, lambda: pane(app).text_area.has_focus)


async def test_a_lab_without_one_has_no_second_file(tmp_path):
    desk = Desk(tmp_path)
    async with desk.opened() as (app, pilot):
        await pilot.press("ctrl+l")
        assert ".dockerignore" not in shown(app)
        assert "^l" not in shown(app)
        assert editor(app).has_focus
    assert list(desk.files) == ["Dockerfile"]
    desk.store.close()


async def test_what_is_typed_goes_to_the_file_that_is_shown(desk):
    async with desk.opened() as (app, pilot):
        await opened_ignore(pilot, app)
        assert "# nothing" in shown(app)
        await pilot.press(*"*.md", "enter")
        await until(pilot, lambda: path(desk).read_text() == "*.md\n# nothing\n")
        await pilot.press("ctrl+l")
        await until(pilot, lambda: editor(app).has_focus)
        assert editor(app).text == START
        assert desk.dockerfile.read_text() == START


async def test_a_click_on_its_name_shows_it(desk):
    async with desk.opened() as (app, pilot):
        await pilot.click("#editor-heading", offset=(16, 0))
        await until(pilot, lambda: pane(app).text_area.has_focus)
        await pilot.click("#ignore-heading", offset=(3, 0))
        await until(pilot, lambda: editor(app).has_focus)


async def test_what_is_sent_stands_beneath(desk):
    async with desk.opened() as (app, pilot):
        await opened_ignore(pilot, app)
        await until(pilot, lambda: "40.0 kB in 3 files (40.0 kB node_modules" in text(app, "#sent"))
        await pilot.press(*"node", "underscore", *"modules", "enter")
        await until(pilot, lambda: "18 B in 2 files" in text(app, "#sent"))
        await pilot.press("left_square_bracket", "enter")
        await until(pilot, lambda: "syntax error in pattern" in text(app, "#sent"))


async def test_a_change_from_outside_is_shown_and_undone(desk):
    async with desk.opened() as (app, pilot):
        await opened_ignore(pilot, app)
        path(desk).write_text("outside\n")
        await until(pilot, lambda: pane(app).current == "outside\n")
        assert "changed outside" in told(app)
        await pilot.press("ctrl+z")
        await until(pilot, lambda: path(desk).read_text() == "# nothing\n")


async def test_changes_on_both_sides_are_both_kept(desk):
    async with desk.opened() as (app, pilot):
        await opened_ignore(pilot, app)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(LearnerFile, "save", _full)
            await pilot.press(*"mine", "enter")
            await until(pilot, lambda: "NOT saved" in shown(app))
            path(desk).write_text("# nothing\ntheirs\n")
        await until(pilot, lambda: path(desk).read_text() == "mine\n# nothing\ntheirs\n")
        assert pane(app).current == "mine\n# nothing\ntheirs\n"


def _full(self, text):
    raise TutorError("No space left on device.", "Free some.")


async def test_unsaved_text_outlives_a_full_disk_and_counts_in_a_build(desk):
    story = stories.Story(stories.passing)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LearnerFile, "save", _full)
        async with desk.opened(story) as (app, pilot):
            await opened_ignore(pilot, app)
            await pilot.press(*"mine", "enter")
            await checked(pilot, app, story)
    assert story.calls[0]["ignore"] == "mine\n# nothing\n"
    async with desk.opened() as (app, pilot):
        assert pane(app).current == "mine\n# nothing\n"
        assert editor(app).text == START


async def test_what_is_no_text_is_left_alone_and_used_as_it_is(desk):
    path(desk).parent.mkdir(parents=True)
    path(desk).write_bytes(b"\xff\xfe\x00")
    story = stories.Story(stories.passing)
    async with desk.opened(story) as (app, pilot):
        await opened_ignore(pilot, app)
        await pilot.press("x")
        await checked(pilot, app, story)
        assert pane(app).text_area.read_only
        assert path(desk).read_bytes() == b"\xff\xfe\x00"
        await app.screen.desk.put(START, "There it is.", "")
        assert path(desk).read_bytes() == b""
        assert b"\xff\xfe\x00" in {f.read_bytes() for f in path(desk).parent.iterdir()}
    assert story.calls[0]["ignore"] == "\udcff\udcfe\x00"


async def test_a_build_takes_both_and_a_change_of_either_makes_the_result_old(desk):
    story = stories.Story(stories.passing)
    async with desk.opened(story) as (app, pilot):
        await opened_ignore(pilot, app)
        await pilot.press("x", "enter")
        await checked(pilot, app, story)
        assert story.calls[0]["ignore"] == "x\n# nothing\n"
        assert "changed since" not in shown(app)
        await pilot.press("y")
        await until(pilot, lambda: "changed since" in shown(app))
        await pilot.press("backspace")
        await until(pilot, lambda: "changed since" not in shown(app))


async def test_a_save_by_another_program_builds_if_saves_build(desk):
    story = stories.Story(stories.passing)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("f8")
        path(desk).write_text("outside\n")
        await until(pilot, lambda: story.calls and not app.screen.desk.runner.running)
        assert story.calls[0]["ignore"] == "outside\n"


async def test_reset_and_the_reference_bring_both_and_keep_both(desk):
    async with desk.opened() as (app, pilot):
        await opened_ignore(pilot, app)
        await pilot.press("x", "enter", "ctrl+r")
        await until(pilot, lambda: "Put back what the lab begins with?" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: pane(app).current == "# nothing\n")
        kept = [t for n, t in desk.files.items() if n.startswith("Dockerfile.dockerignore.kept-")]
        assert kept == ["x\n# nothing\n"]
        await app.screen.desk.put(TEXT, "There it is.", "node_modules\n")
        assert (path(desk).read_text(), desk.dockerfile.read_text()) == ("node_modules\n", TEXT)
        await pilot.press("ctrl+z")
        await until(pilot, lambda: path(desk).read_text() == "# nothing\n")


async def test_rounds_follow_the_ignore_file(desk):
    desk.write(TEXT)
    async with desk.opened() as (app, pilot):
        await opened_ignore(pilot, app)
        await pilot.press(*"README.md", "enter", "f7")
        await until(pilot, lambda: app.screen.desk.is_answering)
        assert "none of these lines" in shown(app)
        await pilot.press("up", "end", *["down"] * 3, "space", "enter")
        await until(pilot, lambda: "as predicted: no line" in shown(app))
        assert "1 of 2 rounds · 3 of 3 lines right" in shown(app)
        assert pane(app).text_area.has_focus
        await pilot.press("f7", "f7", "down", "space", "down", "space", "enter")
        await until(pilot, lambda: "as predicted: lines 4 and 5" in shown(app))
        assert "6 of 6 lines right · 2 rounds in a row" in shown(app)


async def test_in_a_narrow_terminal_the_tab_has_the_name_of_the_file(desk):
    async with desk.opened(size=(60, 20)) as (app, pilot):
        assert " .dockerignore " not in shown(app)
        await opened_ignore(pilot, app)
        assert " .dockerignore " in shown(app)
        assert "# nothing" in shown(app)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: editor(app).has_focus)
        assert " Dockerfile " in shown(app)


async def test_leaving_saves_both(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("#")
        await opened_ignore(pilot, app)
        await pilot.press("x", "f5")
        await until(pilot, lambda: getattr(app.screen, "desk", None) is None)
    assert desk.dockerfile.read_text() == "#" + START
    assert path(desk).read_text() == "x# nothing\n"


HINTED = (CheckSpec("context", "context_size", "It is small", hints=("Where?", "The rule.", "The line?")),)


@pytest.fixture
def hinted(tmp_path, project):
    goals = (SubGoal("build-base", checks=("context",)),)
    made = Desk(tmp_path, a_course(1, app=project, ignore="# nothing\n", checks=HINTED, sub_goals=goals))
    yield made
    made.store.close()


async def test_a_build_of_a_changed_ignore_file_opens_the_next_hint(hinted):
    story = stories.Story(lambda lab: stories.failing(lab, check="context"))
    async with hinted.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        await pilot.press("f3")
        assert "Where?" in text(app, "#hint")
        await checked(pilot, app, story)
        await pilot.press("f3")
        assert "Where?" in text(app, "#hint"), "nothing was changed"
        await opened_ignore(pilot, app)
        await pilot.press(*"press", "enter")
        await checked(pilot, app, story)
        await pilot.press("f3")
        assert "The rule." in text(app, "#hint")


async def test_what_was_proven_with_another_ignore_file_is_not_proven(hinted):
    story = stories.Story(stories.passing)
    async with hinted.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        await until(pilot, lambda: "✓ 1" in shown(app))
    async with hinted.opened(story) as (app, pilot):
        await until(pilot, lambda: "✓ 1" in shown(app))
        await opened_ignore(pilot, app)
        await pilot.press(*"press", "enter")
        await until(pilot, lambda: "✓ 1" not in shown(app))
    async with hinted.opened(story) as (app, pilot):
        await until(pilot, lambda: "1 choose the build base" in shown(app))
        assert "✓ 1" not in shown(app)

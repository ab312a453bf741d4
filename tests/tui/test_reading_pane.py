"""A file that is read: answered by keys and mouse, kept on disk, with the bars of the build and the reasons after the pass."""

from dataclasses import replace

import pytest

from tests.tui import stories
from tests.tui.harness import Desk, a_course, checked, shown, text, until
from tutor.attempt import SizesKnown
from tutor.model.course import CheckSpec, Course
from tutor.model.outcome import Sizes
from tutor.model.question import Question
from tutor.model.reading import Reading, ReadLine
from tutor.tui.reading_text import answer_at
from tutor.tui.widgets.reading_pane import ReadingRows

START = "# answer: ?\nFROM a\n# answer: ?\nRUN make\n# answer: ?\nCMD x\n"
KEY = Reading(
    (
        ReadLine(2, ("run",), "The base runs it."),
        ReadLine(4, ("build",), "Nothing reads it."),
        ReadLine(6, ("no-size",), "It is a note."),
    ),
    2,
)
CHECKS = (
    CheckSpec("file", "file", "The file can be read"),
    CheckSpec("lines", "lines_read", "Read", hints=("Look.",)),
    CheckSpec("asked", "answered", "Asked", {"question": "smaller"}),
)
QUESTIONS = (
    Question(
        *("largest", "before-build", "lines", "Which line adds most?"),
        fact="largest_line",
        resolve="It is {largest_line}.",
    ),
    Question(
        *("smaller", "before-build", "choice", "Smaller?"),
        answer="no",
        options=("yes", "no"),
        resolve="It stays.",
    ),
)
SIZES = Sizes(150, 150, lines=((2, 100_000_000), (4, 50_000_000), (6, 0)))


@pytest.fixture
def desk(tmp_path):
    (lab,) = a_course(1, reading=KEY, checks=CHECKS, questions=QUESTIONS).labs
    made = Desk(tmp_path, Course((replace(lab, start=START),)))
    yield made
    made.store.close()


def with_sizes(tell):
    """Return a story whose build tells what each line added."""

    def story(lab):
        yield SizesKnown(SIZES)
        verdict = yield from tell(lab)
        return replace(verdict, sizes=SIZES)

    return story


def answered(app):
    return [line.answered.word for line in app.screen.query_one(ReadingRows).lines]


async def test_lines_are_answered_by_keys_and_saved(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("1", "down", "right", "right", "down", "left")
        assert answered(app) == ["run", "build", "no-size"]
        await pilot.press("up", "up", "up", "3", "backspace")
        assert answered(app) == [None, "build", "no-size"]
        wanted = START.replace("?", "?", 1).replace("?\nRUN", "build\nRUN").replace("?\nCMD", "no-size\nCMD")
        await until(pilot, lambda: desk.dockerfile.read_text() == wanted)


async def test_an_answer_is_undone(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("1", "2", "ctrl+z")
        assert answered(app)[0] == "run"
        await pilot.press("ctrl+z", "ctrl+z")
        assert answered(app)[0] is None


async def test_no_key_changes_an_instruction(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("x", "enter", "delete", "R", "tab", "4", "9", "home", "end", "#")
        assert app.screen.desk.editor.current == START


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 24)])
async def test_answers_are_clicked(desk, size):
    async with desk.opened(size=size) as (app, pilot):
        app.screen.show("editor")
        await pilot.pause()
        rows = app.screen.query_one(ReadingRows)
        width = rows.scrollable_content_region.width
        column = next(x for x in range(width) if answer_at(x, width) == "no-size")
        await pilot.click(rows, offset=(column, 5))
        assert answered(app) == [None, None, "no-size"]
        await pilot.click(rows, offset=(column, 4))
        assert answered(app) == [None, None, "no-size"]
        await pilot.click(rows, offset=(0, 1))
        assert (answered(app), rows.current) == ([None, None, "no-size"], 0)


async def test_bars_appear_only_after_the_build_and_the_reasons_after_the_pass(desk):
    story = stories.Story(with_sizes(lambda lab: stories.failing(lab, check="lines")))
    async with desk.opened(story) as (app, pilot):
        assert "100 MB" not in shown(app)
        await checked(pilot, app, story)
        assert "100 MB" in shown(app)
        assert "The base runs it." not in shown(app)
        story._tell = with_sizes(stories.passing)
        app.screen.desk.editor.focus_text()
        await pilot.press("home", "2")
        await checked(pilot, app, story)
        assert "The base runs it." in text(app, "#problem")
        assert "✗" in shown(app)


async def test_bars_are_there_again_after_a_restart(desk):
    story = stories.Story(with_sizes(stories.passing))
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
    async with desk.opened(story) as (app, pilot):
        assert "50.0 MB" in shown(app) or "50 MB" in shown(app)
        assert "The base runs it." in text(app, "#problem")


async def test_one_line_is_predicted_by_its_number_in_the_list(desk):
    async with desk.opened() as (app, pilot):
        assert "line 2: FROM a" in shown(app)
        await pilot.press("f7", "2")
        await until(pilot, lambda: "largest" in desk.store.answers.of("one"))
        assert desk.store.answers.of("one")["largest"].text == "4"


async def test_a_question_that_must_be_answered_comes_back_when_it_was_passed_over(desk):
    story = stories.Story(with_sizes(lambda lab: stories.failing(lab, check="asked")))
    async with desk.opened(story) as (app, pilot):
        await pilot.press("f7", "escape", "f7", "escape")
        await until(pilot, lambda: set(desk.store.answers.of("one")) == {"largest", "smaller"})
        assert "Smaller?" not in shown(app)
        await checked(pilot, app, story)
        assert desk.store.answers.given("one") == frozenset()
    async with desk.opened(story) as (app, pilot):
        assert "Smaller?" in shown(app)
        await pilot.press("f7", "1")
        await until(pilot, lambda: desk.store.answers.given("one") == {"smaller"})


async def test_the_file_is_followed_while_another_program_answers(desk):
    async with desk.opened() as (app, pilot):
        desk.write(START.replace("?", "build", 1))
        await until(pilot, lambda: answered(app)[0] == "build")


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"", b"RUN\n" * 400, b"FROM [red]x[/red]\x1b[31m\n# answer: ["]
)
async def test_any_file_can_be_opened_and_nothing_of_it_is_lost(desk, data):
    desk.write(data)
    async with desk.opened() as (app, pilot):
        await pilot.press("down", "end", "1", "ctrl+z")
        assert "Traceback" not in shown(app)
    kept = [f.read_bytes() for f in desk.dockerfile.parent.iterdir()]
    assert any(data in found or found == data for found in kept)


async def test_a_reset_takes_all_answers_back(desk):
    desk.write(START.replace("?", "run"))
    async with desk.opened() as (app, _pilot):
        assert answered(app) == ["run"] * 3
        await app.screen.desk.put(START, "The start file is back.")
        assert answered(app) == [None] * 3


async def test_a_reset_puts_all_answers_back(desk):
    async with desk.opened() as (app, pilot):
        app.screen.desk.editor.focus_text()
        await pilot.press("1", "ctrl+r")
        await until(pilot, lambda: app.screen.query("#dialog"))
        await pilot.press("y")
        await until(pilot, lambda: desk.files["Dockerfile"] == START)
        await until(pilot, lambda: app.screen.desk._text == START)

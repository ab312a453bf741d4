"""Predictions: asked beside the work, never in its way, kept, and compared with what was found."""

import pytest

from tests.tui import stories
from tests.tui.harness import START, Desk, a_course, checked, editor, shown, text, until
from tutor.model.question import Answer, Question
from tutor.model.sub_goals import SubGoal

QUESTIONS = (
    Question(
        *("size", "before-build", "number", "How many MB will it be?"),
        fact="size_yours_mb",
        unit="MB",
        tolerance=10,
        resolve="It is {size_yours_mb} MB, {share} % of the other.",
        settled_by=("multi",),
    ),
    Question(
        *("page", "on-step", "choice", "What is in there?"),
        answer="nothing",
        options=("everything", "nothing"),
        resolve="Nothing crosses a FROM.",
        step="second",
    ),
    Question(
        *("lines", "while-building", "lines", "Which lines run again?"),
        fact="rebuilt_lines",
        resolve="Of them, {rebuilt_lines}.",
        changed="app/page.tsx",
    ),
)
TEXT = START + "COPY . .\nRUN npm run build\n"


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path, a_course(1, questions=QUESTIONS, sub_goals=(SubGoal("build-base"),)))
    made.write(TEXT)
    yield made
    made.store.close()


def answers(desk):
    return desk.store.answers.of("one")


async def test_a_prediction_waits_beside_the_editor_and_takes_no_keys(desk):
    async with desk.opened() as (app, pilot):
        assert "How many MB will it be?" in shown(app)
        assert "f7 to answer" in shown(app)
        await pilot.press("x")
        assert editor(app).text.startswith("xFROM")


async def test_a_number_is_asked_kept_and_compared_after_the_build(desk):
    story = stories.Story(stories.passing)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("f7", *"550", "enter")
        await until(pilot, lambda: answers(desk).get("size") == Answer("size", "550"))
        assert editor(app).has_focus
        assert "predicted 550 MB; the build will tell" in shown(app)
        await checked(pilot, app, story)
        assert "≠ predicted 550 MB, found 424 MB: 126 MB too high" in shown(app)
        assert "It is 424 MB, 51 % of the other." in shown(app)
        await until(pilot, lambda: answers(desk)["size"].right is False)


async def test_what_is_no_number_is_told_and_stays(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("f7", *"a lot", "enter")
        assert "A number of MB is wanted, as in `450`." in shown(app)
        assert "a lot" in shown(app)
        assert answers(desk) == {}


async def test_escape_passes_over_a_question_for_good_and_returns_the_keys(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("f7", "escape")
        await until(pilot, lambda: answers(desk).get("size") == Answer("size", ""))
        assert editor(app).has_focus
        assert "How many MB" not in shown(app)
    async with desk.opened() as (app, _):
        assert "How many MB" not in shown(app)


async def test_a_build_does_not_wait_and_escape_in_a_question_does_not_stop_it(desk):
    story = stories.Story(stories.passing, hold=True)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: story.calls and "How many MB" in shown(app))
        await pilot.press("f7", "escape")
        await until(pilot, lambda: "Which lines run again?" in shown(app))
        assert app.screen.desk.runner.running
        assert not app.screen.desk.runner.cancelling
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.desk.runner.running)
        assert desk.store.progress("one").attempts == 0


async def test_the_end_of_a_build_takes_no_keys_from_an_answer(desk):
    story = stories.Story(stories.passing, hold=True)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: story.calls and app.screen.desk.result.view == "build")
        await pilot.press("f7", "4")
        story.go_on.set()
        await until(pilot, lambda: app.screen.desk.result.view == "checks")
        await pilot.press("2", "4", "enter")
        await until(pilot, lambda: "size" in answers(desk))
        assert answers(desk)["size"].text == "424"


async def test_lines_are_picked_and_resolved_at_once(desk):
    story = stories.Story(stories.passing, hold=True)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("f7", "escape", "ctrl+b")
        await until(pilot, lambda: "Which lines run again?" in shown(app))
        assert "[ ]   4  COPY . ." in shown(app)
        await pilot.press("f7", "enter")
        assert "Name at least one line, or 0 for none." in shown(app)
        await pilot.press("down", "space", "down", "space", "enter")
        await until(pilot, lambda: "= as predicted: lines 4 and 5" in shown(app))
        assert "Of them, lines 4 and 5." in shown(app)
        await pilot.press("f7")
        await until(pilot, lambda: "Which lines" not in shown(app))
        story.go_on.set()
        await until(pilot, lambda: "✓ Passed" in shown(app))
        assert "as predicted: lines 4 and 5" in shown(app)


async def test_a_question_whose_answer_is_on_the_screen_is_asked_no_more(desk):
    story = stories.Story(stories.passing)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        assert "How many MB" not in shown(app)
        assert answers(desk) == {}


async def test_a_page_asks_its_question_and_tells_the_result_there_and_after_a_restart(desk):
    async with desk.opened() as (app, pilot):
        assert "What is in there?" not in shown(app)
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "What is in there?" in shown(app))
        await pilot.press("f7", "f7", "1")
        await until(pilot, lambda: "page" in answers(desk))
        told = " ".join(text(app, "#step-question .question-told").split())
        assert told == "≠ predicted: everything; found: nothing Nothing crosses a FROM."
        assert "Nothing crosses a FROM." in shown(app)
    async with desk.opened() as (app, _):
        assert "Nothing crosses a FROM." in shown(app)


async def test_a_click_answers(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "What is in there?" in shown(app))
        await pilot.click("#step-question PickList", offset=(4, 1))
        await until(pilot, lambda: answers(desk).get("page", Answer("", "")).text == "nothing")
        assert "= as predicted: nothing" in shown(app)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_question_and_field_are_visible_at_every_size(desk, size):
    story = stories.Story(stories.passing, hold=True)
    async with desk.opened(story, size=size) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: story.calls and "How many MB will it be?" in shown(app))
        await pilot.press("f7", *"450")
        assert "450" in shown(app)
        assert "enter answers · esc skips" in shown(app)
        assert "RUN npm run build" in shown(app), "the build stays in view"
        story.go_on.set()


async def test_a_store_that_cannot_write_is_told_and_stops_nothing(desk, monkeypatch):
    from tests.tui.harness import told
    from tutor.errors import TutorError

    def refuse(*_):
        raise TutorError("The disk is full.", "Free some space.")

    monkeypatch.setattr(desk.store.answers, "keep", refuse)
    async with desk.opened() as (app, pilot):
        await pilot.press("f7", *"450", "enter")
        await until(pilot, lambda: "The disk is full." in told(app))
        assert "predicted 450 MB" in shown(app)


async def test_words_of_a_lab_steer_nothing(tmp_path):
    evil = "[red]x[/red] \x1b[31m\u202eq"
    question = Question("q", "before-build", "choice", evil, options=(evil, "b"), answer="b", resolve=evil)
    made = Desk(tmp_path, a_course(1, questions=(question,)))
    async with made.opened() as (app, pilot):
        assert "[red]x[/red]" in shown(app)
        await pilot.press("f7", "2")
        await until(pilot, lambda: "as predicted: b" in shown(app))
        assert "\x1b" not in shown(app)
        assert "\u202e" not in shown(app)
    made.store.close()

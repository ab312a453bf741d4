"""The debrief after the pass, and the solution beside the learner's file."""

import pytest

from tests.tui import stories
from tests.tui.harness import START, Desk, a_course, checked, editor, shown, told, until
from tutor.model.course import Solution
from tutor.model.outcome import Outcome, Status
from tutor.model.question import Answer, Question
from tutor.report.side_by_side import side_by_side, unified
from tutor.tui.check_text import debrief_text

REFERENCE = START.replace("RUN npm install\n", "RUN npm ci\nFROM node:18-alpine\nCOPY --from=0 /app/a ./a\n")
QUESTIONS = (
    Question(
        *("size", "before-build", "number", "How many MB?"),
        fact="size_yours_mb",
        unit="MB",
        resolve="It is {size_yours_mb} MB.",
    ),
    Question(*("why", "after-pass", "text", "Why is it smaller?"), answer="Less is copied."),
)


@pytest.fixture
def desk(tmp_path):
    solutions = (Solution("one", "One", REFERENCE.encode(), True),)
    made = Desk(tmp_path, a_course(1, questions=QUESTIONS, solutions=solutions, takeaway="Copy `little`."))
    yield made
    made.store.close()


async def debrief(pilot, app):
    await pilot.press("f4")
    await until(pilot, lambda: app.screen.query("#debrief-tabs"))
    await pilot.pause()


async def test_after_a_pass_the_debrief_tells_numbers_predictions_idea_and_what_next(desk):
    story = stories.Story(stories.passing)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("f7", *"500", "enter")
        await checked(pilot, app, story)
        assert "f4 debrief" in shown(app)
        await debrief(pilot, app)
        screen = shown(app)
        order = [
            screen.index(part)
            for part in (
                "✓ Passed.",
                "408 MB of the traditional image do not ship in yours.",
                "424 MB  -49 %",
                "Your predictions",
                "How many MB?",
                "≠ predicted 500 MB, found 424 MB: 76 MB too high",
                "One idea to take away",
                "Copy `little`.",
                "Explain  Why is it smaller?",
                "What to try next",
            )
        ]
        assert order == sorted(order)
        await pilot.press("escape")
        assert editor(app).has_focus


async def test_the_explanation_is_compared_by_the_learner_and_kept(desk):
    story = stories.Story(stories.passing)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        await debrief(pilot, app)
        assert "Less is copied." not in shown(app)
        await pilot.press("f7", "enter")
        assert "A few words are enough." in shown(app)
        await pilot.press(*"fewer files", "enter")
        await until(pilot, lambda: "one good answer  Less is copied." in shown(app))
        assert "you said  fewer files" in shown(app)
        await pilot.press("2")
        await until(pilot, lambda: "your own judgement: partly" in shown(app))
        await until(
            pilot, lambda: desk.store.answers.of("one")["why"] == Answer("why", "fewer files", "partly")
        )
    async with desk.opened(story) as (app, pilot):
        await debrief(pilot, app)
        assert "your own judgement: partly" in shown(app)


async def test_a_file_to_review_stands_below_its_question_and_nowhere_before_the_pass(tmp_path):
    review = Question(
        *("review", "after-pass", "text", "Which line has a flaw?"), answer="Line 2.", solution="two"
    )
    solutions = (
        Solution("one", "One", REFERENCE.encode(), True),
        Solution("two", "Two", b"FROM a\nRUN flaw\n"),
    )
    desk = Desk(tmp_path, a_course(1, questions=(review,), solutions=solutions))
    story = stories.Story(stories.passing)
    async with desk.opened(story) as (app, pilot):
        assert "RUN flaw" not in shown(app)
        await checked(pilot, app, story)
        await debrief(pilot, app)
        screen = shown(app)
        assert (
            screen.index("Which line has a flaw?") < screen.index("1  FROM a") < screen.index("2  RUN flaw")
        )
        await pilot.press("f7", *"line two", "enter")
        await until(pilot, lambda: "one good answer  Line 2." in shown(app))
        assert "2  RUN flaw" in shown(app)
    desk.store.close()


async def test_an_explanation_that_was_not_compared_is_after_a_restart(desk):
    desk.store.answers.keep("one", [Answer("why", "fewer files")])
    story = stories.Story(stories.passing)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        await debrief(pilot, app)
        assert "I had it" in shown(app)


async def test_the_debrief_scrolls_to_its_end_in_a_small_terminal(desk):
    story = stories.Story(stories.passing)
    async with desk.opened(story, size=(60, 20)) as (app, pilot):
        await checked(pilot, app, story)
        await debrief(pilot, app)
        assert "✓ Passed." in shown(app)
        await pilot.press("end")
        await until(pilot, lambda: "which check notices?" in shown(app))
        await pilot.press("f7")
        await until(pilot, lambda: "enter answers" in shown(app))


async def test_the_solution_stands_in_two_columns_where_there_is_room(desk):
    story = stories.Story(stories.passing)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        await debrief(pilot, app)
        await pilot.press("f6")
        await until(pilot, lambda: "The reference" in shown(app))
        rows = shown(app).split("\n")
        (changed,) = [row for row in rows if "RUN npm install" in row]
        assert "RUN npm ci" in changed
        assert "3 - RUN" in changed
        assert "3 lines differ" in shown(app)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "- yours  + the reference" in shown(app))
        assert not [row for row in shown(app).split("\n") if "npm install" in row and "npm ci" in row]


async def test_before_a_pass_giving_up_is_asked_for_and_no_is_the_default(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("f4")
        await until(pilot, lambda: "Give up on this lab" in shown(app))
        await pilot.press("enter")
        await pilot.pause()
        assert desk.store.progress("one").state == "new"
        assert "npm ci" not in shown(app)


async def test_giving_up_marks_the_lab_shows_the_solution_and_touches_no_file(desk):
    desk.write("FROM mine\n")
    story = stories.Story(stories.passing)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("f4")
        await until(pilot, lambda: "Give up on this lab" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: "RUN npm ci" in shown(app))
        assert "solution shown" in shown(app)
        assert "Debrief" not in shown(app)
        await pilot.press("escape")
        assert desk.store.progress("one").state == "shown"
        assert desk.files["Dockerfile"] == "FROM mine\n"
        await debrief(pilot, app)
        await pilot.press("escape")
        await checked(pilot, app, story)
        assert desk.store.progress("one").state == "passed_after_solution"
        await debrief(pilot, app)
        assert "✓ Passed after the solution." in shown(app)


async def test_catching_up_takes_the_reference_and_keeps_the_own_file_and_undo_goes_back(desk):
    desk.write("FROM mine\n")
    async with desk.opened() as (app, pilot):
        await pilot.press("f4")
        await until(pilot, lambda: "Give up on this lab" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: "RUN npm ci" in shown(app))
        await pilot.press("c")
        await until(pilot, lambda: "Put the reference in place" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: editor(app).text == REFERENCE)
        assert "kept beside it as Dockerfile.kept-" in told(app)
        assert desk.files["Dockerfile"] == REFERENCE
        assert "FROM mine\n" in desk.files.values()
        await pilot.press("ctrl+z")
        assert editor(app).text == "FROM mine\n"


async def test_reset_keeps_the_own_file_under_a_visible_name_and_undo_goes_back(desk):
    desk.write("FROM mine\n")
    async with desk.opened() as (app, pilot):
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "Put the start file back?" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: editor(app).text == START)
        kept = [name for name, text in desk.files.items() if text == "FROM mine\n"]
        assert [name.startswith("Dockerfile.kept-") for name in kept] == [True]
        await pilot.press("ctrl+z")
        assert editor(app).text == "FROM mine\n"


def test_rows_of_equal_texts_are_the_same_and_blanks_at_line_ends_do_not_count():
    assert {row.kind for row in side_by_side("a\nb  \n", "a\nb")} == {"same"}
    assert side_by_side("x\n" * 3000, "a") is None
    assert side_by_side("", "") is not None


def test_the_unified_form_puts_all_old_lines_before_the_new_ones():
    rows = side_by_side("a\nb\nc\nd\n", "a\nx\ny\nz\nd\n")
    assert "".join(sign for sign, _ in unified(rows)) == " --+++ "
    assert [side.text for sign, side in unified(rows) if sign == "+"] == ["x", "y", "z"]


def test_long_lines_are_wrapped_and_not_cut():
    from tutor.tui.diff_text import diff_rows

    line = "COPY --from=build " + "x" * 150
    for width in (60, 120):
        lines = diff_rows(side_by_side(line, "b"), width)
        assert sum(row.plain.count("x") for row in lines) == 150
        assert max(row.cell_length for row in lines) <= width


def test_advice_is_told_and_never_as_a_failure():
    tip = Outcome(
        "user", "The server does not run as root", Status.FAILED, "not root", "root runs `npm`", "line 9"
    )
    told = debrief_text(("Read on.",), (tip,), 70).plain
    assert told == (
        "Could be better still\n→ The server does not run as root. Now: root runs `npm` (line 9)\n\n"
        "What to try next\n→ Read on."
    )
    assert debrief_text((), (), 70).plain == ""


async def test_a_plan_is_written_before_the_build_and_compared_after_the_pass(tmp_path):
    plan = Question(*("plan", "before-build", "text", "Which stages?"), answer="One to build, one to run.")
    desk = Desk(tmp_path, a_course(1, questions=(plan, *QUESTIONS)))
    story = stories.Story(stories.passing)
    async with desk.opened(story) as (app, pilot):
        assert "Plan  Which stages?" in shown(app)
        await pilot.press("f7", *"two", "enter")
        await until(pilot, lambda: desk.store.answers.of("one").get("plan") == Answer("plan", "two"))
        assert "How many MB?" in shown(app)
        assert "two; the build will tell" not in shown(app)
        await pilot.press("f7", "escape")
        await checked(pilot, app, story)
        await debrief(pilot, app)
        assert "you said  two" in shown(app)
        assert "One to build, one to run." in shown(app)
        await pilot.press("f7", "enter")
        await until(pilot, lambda: desk.store.answers.of("one")["plan"].rating == "I had it")
        assert "Why is it smaller?" in shown(app)
    desk.store.close()


async def test_a_plan_can_be_passed_over(tmp_path):
    plan = Question(*("plan", "before-build", "text", "Which stages?"), answer="One to build, one to run.")
    desk = Desk(tmp_path, a_course(1, questions=(plan, *QUESTIONS)))
    async with desk.opened() as (app, pilot):
        await pilot.press("f7")
        assert "esc skips" in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: desk.store.answers.of("one").get("plan") == Answer("plan", ""))
        assert "How many MB?" in shown(app)
    desk.store.close()

"""A lab of parts in the app: rows of the course with a sum, parts one after the other, questions until the verdict."""

from dataclasses import replace

import pytest

from tests.tui import stories
from tests.tui.harness import Desk, a_course, checked, picture, shown, text, until
from tutor.model.course import Course
from tutor.model.outcome import Verdict
from tutor.model.question import Question

QUESTIONS = (
    Question(
        *("symptom", "before-build", "choice", "What will happen?"),
        answer="it fails",
        options=("it fails", "it serves"),
        resolve="It fails at line 3.",
        until_verdict=True,
    ),
    Question(
        *("cause", "before-build", "choice", "Why?"),
        answer="a wrong path",
        options=("a wrong path", "the cache"),
        resolve="The path is wrong.",
        until_verdict=True,
    ),
)


@pytest.fixture
def desk(tmp_path):
    one, two, three = a_course(3, questions=QUESTIONS).labs
    parts = [replace(lab, id=f"clinic/{lab.id}", part_of="clinic") for lab in (two, three)]
    made = Desk(tmp_path, Course((one, *parts)))
    yield made
    made.store.close()


def passed(desk, lab):
    desk.store.record(Verdict(lab, "passed", ()), 1.0)


async def test_the_course_counts_labs_and_sums_parts_up(desk):
    passed(desk, "one")
    passed(desk, "clinic/two")
    async with desk.opened(lab=None) as (app, _):
        seen = shown(app)
        assert "1 of 2 labs passed" in seen
        assert "2a  Lab two" in seen
        assert "2b  Lab three" in seen
        assert seen.count("1 of 2 parts passed") == 2
        assert "1 of 2 parts" in text(app, "#details-text")


async def test_all_parts_make_the_lab(desk):
    for lab in ("clinic/two", "clinic/three"):
        passed(desk, lab)
    async with desk.opened(lab=None) as (app, _):
        assert "1 of 2 labs passed" in shown(app)
        assert "2 of 2 parts passed" in shown(app)


async def test_a_part_says_which_one_it_is(desk):
    async with desk.opened(lab="clinic/three") as (app, _):
        assert "lab 2b of 2" in shown(app)
    async with desk.opened(lab="one") as (app, _):
        assert "lab 1 of 2" in shown(app)


async def test_each_part_keeps_a_file_of_its_own(desk):
    async with desk.opened(lab="clinic/two") as (_app, pilot):
        await pilot.press("#")
        file = desk.workspaces / "clinic" / "two" / "Dockerfile"
        await until(pilot, lambda: file.read_text().startswith("#FROM"))
    assert not (desk.workspaces / "clinic" / "three").exists()


async def test_the_result_of_a_question_waits_for_the_verdict(desk):
    story = stories.Story(lambda lab: stories.failing(lab, check="builds"))
    async with desk.opened(story, lab="clinic/two") as (app, pilot):
        await pilot.press("f7", "2")
        await until(pilot, lambda: "Why?" in shown(app))
        await pilot.press("f7", "1")
        await until(pilot, lambda: len(desk.store.answers.of("clinic/two")) == 2)
        assert "It fails at line 3." not in shown(app)
        assert desk.store.answers.of("clinic/two")["symptom"].result == ""
        await checked(pilot, app, story)
        await until(pilot, lambda: "predicted: it serves; found: it fails" in shown(app))
        await until(pilot, lambda: desk.store.answers.of("clinic/two")["cause"].right is True)


async def test_what_the_verdict_has_told_is_not_asked_any_more(desk):
    story = stories.Story(lambda lab: stories.failing(lab, check="builds"))
    async with desk.opened(story, lab="clinic/two") as (app, pilot):
        assert "What will happen?" in shown(app)
        await checked(pilot, app, story)
    async with desk.opened(story, lab="clinic/two") as (app, pilot):
        assert "What will happen?" not in shown(app)


async def test_the_editor_does_not_tell_what_is_to_be_predicted(desk):
    story = stories.Story(lambda lab: stories.failing(lab, check="builds"))
    async with desk.opened(story, lab="clinic/two") as (app, pilot):
        await until(pilot, lambda: "FROM node:18-alpine" in shown(app))
        await pilot.press("end", "space")
        assert "There is one `FROM`" not in shown(app)
        await checked(pilot, app, story)
        await until(pilot, lambda: "There is one `FROM`" in shown(app))
    async with desk.opened(story, lab="clinic/two") as (app, pilot):
        await until(pilot, lambda: "There is one `FROM`" in shown(app))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_picture_of_the_stages_does_not_tell_what_is_to_be_predicted(desk, size):
    story = stories.Story(lambda lab: stories.failing(lab, check="builds"))
    async with desk.opened(story, lab="clinic/two", size=size) as (app, pilot):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Say first what will happen" in " ".join(picture(app).split()))
        await pilot.press("end", *" AS build")
        await until(pilot, lambda: "AS build" in app.screen.desk.editor.current)
        assert "your image" not in picture(app)
        await checked(pilot, app, story)
        await until(pilot, lambda: "your image" in picture(app))
        assert "Say first" not in picture(app)
    async with desk.opened(story, lab="clinic/two", size=size) as (app, pilot):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "your image" in picture(app))

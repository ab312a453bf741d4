"""The checklist of the six sub-goals: written while typing, proven by the build and the checks of that very text."""

from dataclasses import replace

import pytest

from tests.labs import a_lab
from tests.tui import stories
from tests.tui.harness import Desk, a_course, checked, editor, shown, text, until
from tutor.attempt import BuildProgress, CheckDone
from tutor.engine.build_events import BuildStep, StepDone, StepShared, StepStarted
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status
from tutor.model.sub_goals import LABELS, Mark, SubGoal
from tutor.tui.checklist import Checklist

GOALS = (
    SubGoal("build-base"),
    SubGoal("dependencies", commands=("npm install",)),
    SubGoal("build", commands=("npm run build",)),
    SubGoal("runtime-base", checks=("multi",)),
    SubGoal("copy", paths=("dist",), checks=("multi", "size")),
    SubGoal("run", commands=("npm start",), checks=("starts",)),
)
WHOLE = (
    "FROM node AS build\nRUN npm install\nRUN npm run build\n"
    "FROM node\nCOPY --from=build /app/dist ./dist\nCMD npm start\n"
)
N, W, P = Mark.OPEN, Mark.WRITTEN, Mark.PROVEN


@pytest.fixture
def checklist():
    checks = (CheckSpec("builds", "builds", "It builds"), CheckSpec("multi", "multi_stage", "Two stages"))
    return Checklist(a_lab(checks=checks, sub_goals=GOALS))


def marks(checklist):
    return [tick.mark for tick in checklist.ticks]


def step(line, id_="s", done=True):
    events = [BuildProgress("yours", StepStarted(BuildStep(id_, "RUN", "build", line), 0.0))]
    return [*events, BuildProgress("yours", StepDone(id_, 1.0, 1.0))] if done else events


def passed(*checks):
    return [CheckDone(Outcome(check, check, Status.PASSED)) for check in checks]


def test_what_is_typed_is_written_and_not_proven(checklist):
    checklist.typed("FROM node\nRUN npm install\n")
    assert marks(checklist) == [W, W, N, N, N, N]
    checklist.typed(WHOLE)
    assert marks(checklist) == [W] * 6
    assert [tick.label for tick in checklist.ticks] == list(LABELS.values())


def test_a_step_that_ended_well_proves_its_line_also_when_the_build_fails_later(checklist):
    checklist.typed(WHOLE)
    checklist.begin(WHOLE)
    checklist.feed([*step(1, "a"), *step(2, "b"), *step(3, "c", done=False)])
    assert marks(checklist) == [P, P, W, W, W, W]


def test_a_step_of_the_traditional_image_proves_nothing(checklist):
    checklist.typed(WHOLE)
    checklist.begin(WHOLE)
    checklist.feed([replace(event, image="traditional") for event in step(2)])
    assert marks(checklist)[1] is W


def test_a_step_that_stands_in_two_places_proves_both(checklist):
    checklist.typed(WHOLE)
    checklist.begin(WHOLE)
    started, done = step(1)
    checklist.feed([started, BuildProgress("yours", StepShared("s", ((1, 2),))), done])
    assert marks(checklist)[:2] == [P, P]


def test_all_checks_of_a_sub_goal_must_pass(checklist):
    checklist.typed(WHOLE)
    checklist.begin(WHOLE)
    checklist.feed(passed("builds", "multi"))
    assert marks(checklist) == [P, P, P, P, W, W]
    checklist.feed(passed("size", "starts"))
    assert marks(checklist) == [P] * 6


def test_another_text_is_only_written_until_it_is_built(checklist):
    checklist.typed(WHOLE)
    checklist.begin(WHOLE)
    checklist.feed(passed("builds", "multi", "size", "starts"))
    checklist.typed(WHOLE + "# x\n")
    assert marks(checklist) == [W] * 6
    checklist.typed(WHOLE)
    assert marks(checklist) == [P] * 6
    checklist.begin(WHOLE + "# x\n")
    checklist.typed(WHOLE + "# x\n")
    assert marks(checklist) == [W] * 6


def test_another_ignore_file_is_another_text(checklist):
    checklist.typed(WHOLE, "dist\n")
    checklist.begin(WHOLE, "dist\n")
    checklist.feed(passed("builds", "multi", "size", "starts"))
    assert marks(checklist) == [P] * 6
    checklist.typed(WHOLE, "*.md\n")
    assert marks(checklist) == [W] * 6
    checklist.begin(WHOLE, "*.md\n")
    assert marks(checklist) == [W] * 6


def test_a_check_that_fails_later_takes_its_proof_back(checklist):
    checklist.typed(WHOLE)
    checklist.begin(WHOLE)
    checklist.feed(passed("multi"))
    checklist.feed([CheckDone(Outcome("multi", "Two stages", Status.FAILED))])
    assert marks(checklist)[3] is W


def test_a_huge_text_is_not_looked_at(checklist):
    checklist.typed("FROM node\n" + "# x\n" * 50_000)
    assert marks(checklist) == [N] * 6


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path, a_course(1, sub_goals=GOALS))
    yield made
    made.store.close()


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_in_a_small_terminal_the_checklist_takes_two_rows(desk, size):
    async with desk.opened(size=size) as (app, _):
        assert text(app, "#sub-goals") == "◐1  ◐2  ○3  ○4  ○5  ○6\n▸ 3 build"
        assert "▸ 3 build" in shown(app)


async def test_it_follows_the_keys_and_then_the_build(desk):
    story = stories.Story(lambda lab: stories.failing(lab, check="multi"))
    async with desk.opened(story) as (app, pilot):
        assert "◐ 2 get dependencies" in shown(app)
        assert "○ 4 choose the runtime base" in shown(app)
        editor(app).text = WHOLE
        await until(pilot, lambda: "◐ 4 choose the runtime base" in shown(app))
        assert "written" in shown(app)
        await checked(pilot, app, story)
        assert "✓ 2 get dependencies" in shown(app), "the build went well, only a later check did not"
        assert "◐ 4 choose the runtime base" in shown(app)
        assert "proven" in shown(app)
    async with desk.opened(story) as (app, pilot):
        await until(pilot, lambda: "✓ 2 get dependencies" in shown(app))
        await pilot.press("#")
        await until(pilot, lambda: "✓ 2" not in shown(app))


async def test_a_lab_without_sub_goals_has_no_checklist(tmp_path):
    async with Desk(tmp_path).opened() as (app, _):
        assert not app.screen.query_one("#sub-goals").display

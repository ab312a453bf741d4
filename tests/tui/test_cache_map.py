"""What the last build did with each line, behind the line: until the text is changed."""

import pytest

from tests.tui import stories
from tests.tui.harness import Desk, checked, editor, shown, until
from tutor.attempt import BuildProgress
from tutor.engine.build_events import BuildStep, StepShared
from tutor.engine.build_events import StepStarted as Started
from tutor.tui.build_state import BuildState, ImageBuild
from tutor.tui.cache_map import LineFate, line_fates

CUT = "✓\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
"""The sign of a line that ran, at the end of one that has no room for more."""
LONG = "# " + "long " * 40
TEXT = f"FROM node:18-alpine AS build\n{LONG}\n\n\nRUN npm install\n\n\n\nRUN npm run build {'x' * 200}\nFROM a\nCOPY --from=build /x /x\n"


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    made.write(TEXT)
    yield made
    made.store.close()


def row(app, words):
    return next(line for line in shown(app).split("\n") if words in line)


async def test_each_line_of_a_build_tells_what_became_of_it(desk):
    story = stories.Story(stories.passing)
    async with desk.opened(story) as (app, pilot):
        assert "= cached" not in shown(app)
        await checked(pilot, app, story)
        await until(pilot, lambda: "= cached" in row(app, "FROM node:18-alpine AS"))
        assert "✓ ran 9.1 s" in row(app, "RUN npm install")
        assert row(app, "RUN npm run build").rstrip().endswith(CUT)
        assert "cached" not in row(app, "# long")


async def test_it_is_there_while_the_build_goes_on_and_gone_with_a_key(desk):
    story = stories.Story(stories.passing, hold=True)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: "✓ ran 9.1 s" in row(app, "RUN npm install"))
        assert not row(app, "RUN npm run build").rstrip().endswith(CUT)
        await pilot.press("x")
        await until(pilot, lambda: "ran 9.1 s" not in row(app, "RUN npm install"))
        story.go_on.set()
        await until(pilot, lambda: not app.screen.desk.runner.running)
        assert editor(app).text.startswith("x")
        assert "ran 9.1 s" not in row(app, "RUN npm install")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_no_row_is_wider_for_it(desk, size):
    story = stories.Story(stories.passing)
    async with desk.opened(story, size=size) as (app, pilot):
        await checked(pilot, app, story)
        await pilot.pause()
        assert {len(line) for line in shown(app).split("\n")} == {size[0]}


def test_a_step_that_stands_twice_tells_of_both_lines():
    image = ImageBuild()
    for event in (Started(BuildStep("1", "RUN a", "one", 2), 0.0), StepShared("1", ((1, 7),))):
        image.apply(event, 0.0)
    assert line_fates(image) == {}
    image.apply(stories.StepCached("1", 0.1), 0.1)
    assert line_fates(image) == {2: LineFate("cached"), 7: LineFate("cached")}


def test_nothing_is_known_before_a_build_and_of_a_step_without_a_line():
    assert line_fates(None) == {}
    state = BuildState()
    state.apply(BuildProgress("yours", Started(BuildStep("0", "[internal] load", "", None), 0.0)), 0.0)
    state.apply(BuildProgress("yours", stories.StepDone("0", 1.0, 1.0)), 1.0)
    assert line_fates(state.images["yours"]) == {}

"""A learner who makes mistakes goes the whole way through lab 1, with a restart in the middle."""

from dataclasses import replace

import pytest

from tests.tui import stories
from tests.tui.harness import Desk, checked, editor, shown, text, told, until
from tutor.attempt import BuildProgress
from tutor.engine.build_events import BuildFailed, BuildFailure, BuildStep, ImageBuilt, StepDone, StepStarted
from tutor.model.outcome import Outcome, Sizes, Status

LAB = "two-stages"


class LabDesk(Desk):
    """The folders of a learner of the shipped course."""

    @property
    def dockerfile(self):
        return self.workspaces / LAB / "Dockerfile"

    @property
    def answers(self):
        return self.store.answers.of(LAB)


@pytest.fixture
def desk(tmp_path, course):
    made = LabDesk(tmp_path, course)
    yield made
    made.store.close()


class Build:
    """Tells of builds that end at `check`, or pass; the sizes are those of an image of one stage, or of two."""

    def __init__(self):
        self.check, self.sizes = "multi-stage", Sizes(832_000_000, 832_000_000, 499_000_000)

    def __call__(self, lab):
        yield BuildProgress("yours", StepStarted(BuildStep("9", "RUN npm install", "build", 9, (), 0), 1.0))
        yield BuildProgress("yours", StepDone("9", 2.0, 1.0))
        if self.check == "builds":
            yield BuildProgress("yours", BuildFailed(BuildFailure("run_failed", "no", None, 1, seconds=4.0)))
            return (yield from stories.failing(lab, check="builds"))
        yield BuildProgress("yours", ImageBuilt("sha256:abc", 30.1))
        verdict = yield from (stories.failing(lab, check=self.check) if self.check else stories.passing(lab))
        return replace(verdict, sizes=self.sizes, image_id="sha256:abc")


async def write(pilot, app, text_now):
    editor(app).text = text_now
    await until(pilot, lambda: app.screen.desk._text == text_now)


async def test_the_whole_loop(desk):
    lab = desk.course.find("two-stages")
    mistakes = {m.id: m.text for m in lab.mistakes}
    build = Build()
    story = stories.Story(build, hold=True)

    async def built(pilot, app):
        story.go_on.set()
        await checked(pilot, app, story)

    async with desk.opened(story, lab=LAB) as (app, pilot):
        # predicts the traditional image, after a wrong input, and builds it as it stands
        await pilot.press("f7", *"big", "enter")
        assert "A number of MB is wanted" in shown(app)
        await pilot.press(*["backspace"] * 3, *"400", "enter")
        await built(pilot, app)
        assert "≠ predicted 400 MB, found 832 MB: 432 MB too low" in text(app, "#predictions")
        assert "✓ 2 get dependencies" in shown(app)
        assert "○ 4 choose the runtime base" in shown(app)

        # writes a file that does not build; predicts while it fails
        build.check = "builds"
        await write(pilot, app, mistakes["stage-name-typo"])
        story.go_on.clear()
        story.ended.clear()
        await pilot.press("ctrl+b")
        await until(pilot, lambda: "The traditional image is 832 MB." in shown(app))
        await pilot.press("f7", *"300", "enter")
        await until(pilot, lambda: "Does it build?" in shown(app))
        await pilot.press("f7", "2")
        await until(pilot, lambda: "predicted: no; found: yes" in shown(app))
        story.go_on.set()
        await until(pilot, lambda: not app.screen.desk.runner.running)
        assert "✗ Not yet" in shown(app)
        assert "✓ 2 get dependencies" in shown(app), "what holds stays ticked"
        assert "predicted 300 MB; the build will tell" in text(app, "#predictions")
        assert desk.answers["two-stage-size"].sentence == "", "one stage's size is no answer"

        # asks for hints, one level after each changed try
        await pilot.press("f3")
        assert "Find the step that failed" in text(app, "#hint")
        await pilot.press("f3")
        assert "next hint opens" in told(app)
        for level in ("`COPY` without a flag", "The stage that builds ends with"):
            await pilot.press("#")
            await built(pilot, app)
            await pilot.press("f3")
            assert level in text(app, "#hint")

    # comes back the next day: the hint and its question are still there
    async with desk.opened(story, lab=LAB) as (app, pilot):
        assert "The stage that builds ends with" in text(app, "#hint")
        await pilot.press("f3")
        await until(pilot, lambda: "Before the next hint" in shown(app))
        assert "Why does the left path begin with" in text(app, "#hint-question .question-ask")
        await pilot.press("f7", *"it is absolute", "enter")
        await until(pilot, lambda: "hint:builds" in desk.answers)

        # passes, and is compared
        build.check, build.sizes = "", Sizes(832_000_000, 424_000_000, 499_000_000)
        await write(pilot, app, next(s.text for s in lab.solutions if s.id == "next-directly"))
        await built(pilot, app)
        assert f"✓ Passed: all {len(lab.checks)} checks hold." in shown(app)
        assert "≠ predicted 300 MB, found 424 MB: 124 MB too low" in text(app, "#predictions")
        assert "✓ 6 say how it runs" in shown(app)
        assert desk.store.progress(LAB).state == "passed"

        # debrief, explanation, solution
        await pilot.press("f4")
        await until(pilot, lambda: app.screen.query("#debrief-tabs"))
        await until(pilot, lambda: "One idea to take away" in shown(app))
        await pilot.press("f7", *"its place in the file", "enter")
        await until(pilot, lambda: "How close was yours?" in shown(app))
        await pilot.press("1")
        await until(pilot, lambda: desk.answers["which-stage"].rating == "I had it")
        await pilot.press("f6")
        await until(pilot, lambda: "The reference" in shown(app))
        assert "FROM node:18-alpine AS kitchen" in shown(app)
        await pilot.press("escape")

        # still thinks that the checker is wrong
        await pilot.press("f9")
        await until(pilot, lambda: app.screen.query("#dispute-checks") and "sha256:abc" in shown(app))
        await pilot.press("escape")
    (report,) = (desk.workspaces / LAB).glob("dispute-*.md")
    assert "verdict: passed" in report.read_text()
    assert "AS kitchen" in report.read_text()


async def test_a_trouble_of_the_engine_settles_and_opens_nothing(desk):
    def trouble(lab):
        yield from ()
        outcomes = tuple(
            Outcome(c.id, c.title, Status.COULD_NOT_RUN, because="no network") for c in lab.checks
        )
        return stories.Verdict(lab.id, "could_not_run", outcomes)

    story = stories.Story(trouble)
    async with desk.opened(story, lab=LAB) as (app, pilot):
        await pilot.press("f7", *"400", "enter")
        await checked(pilot, app, story)
        assert "predicted 400 MB; the build will tell" in text(app, "#predictions")
        assert desk.answers["traditional-size"].sentence == ""
        assert app.screen.desk.standing.state == "new"

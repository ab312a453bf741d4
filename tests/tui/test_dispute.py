"""The key for those who think that the checker is wrong."""

from dataclasses import replace

import pytest

from tests.tui import stories
from tests.tui.harness import checked, shown, text, told, until


def disputed(lab):
    verdict = yield from stories.failing(lab)
    evidence = {
        "build": ("run_failed at line 9: RUN npm run build", "| [red]exit 1[/red]"),
        "text": ("3 lines",),
    }
    return replace(verdict, image_id="sha256:abc", engine="docker 26.1.3, overlay2", evidence=evidence)


async def test_before_the_first_verdict_it_says_what_to_do(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("f9")
        await until(pilot, lambda: "There is no verdict yet" in told(app))


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_it_lists_every_check_with_its_evidence_and_writes_a_report(desk, size):
    story = stories.Story(disputed)
    async with desk.opened(story, size=size) as (app, pilot):
        await checked(pilot, app, story)
        await pilot.press("f9")
        await until(pilot, lambda: app.screen.query("#dispute-checks") and text(app, "#dispute-checks"))
        words = " ".join(text(app, "#dispute-checks").split())
        for part in (
            *("✓ The file can be read passed · id file · kind file", "3 lines"),
            *(
                "✗ The image builds failed · id builds · kind builds",
                "expected an image",
                "found the build failed in line 2",
            ),
            *(
                "run_failed at line 9: RUN npm run build",
                "[red]exit 1[/red]",
                "because “The image builds” did not",
            ),
        ):
            assert part in words, part
        (report,) = [name for name in desk.files if name.startswith("dispute-")]
        head = text(app, "#dispute-head").replace("\n", "").replace(" ", "")
        assert report in head
        assert "docker26.1.3,overlay2" in head
        assert "### failed: The image builds" in desk.files[report]
        assert "report" in shown(app)
        await pilot.press("end")
        await until(pilot, lambda: "3 lines" in shown(app))
        await pilot.press("escape")
        assert app.screen.desk is not None


async def test_it_is_there_after_a_restart_and_says_when_the_file_was_changed(desk):
    story = stories.Story(disputed)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("#")
        await until(pilot, lambda: app.screen.desk._text.startswith("#"))
        await pilot.press("f9")
        await until(pilot, lambda: "Your files were changed after this verdict" in shown(app))


async def test_a_report_that_cannot_be_written_is_told(desk, monkeypatch):
    from tutor.errors import TutorError
    from tutor.workspace import Workspace

    def refuse(*_):
        raise TutorError("The disk is full.", "Free some space.")

    monkeypatch.setattr(Workspace, "report", refuse)
    story = stories.Story(disputed)
    async with desk.opened(story) as (app, pilot):
        await checked(pilot, app, story)
        await pilot.press("f9")
        await until(pilot, lambda: "not written: The disk is full." in shown(app))

"""An app on small labs, with a real store and real workspaces, and ways to look at its screen."""

import time
from contextlib import asynccontextmanager
from pathlib import Path

from tests.labs import a_lab
from tutor.engine.port import EngineInfo
from tutor.errors import NoEngine
from tutor.model.course import CheckSpec, Course, Step
from tutor.store import Store
from tutor.tui.app import TutorApp

START = "FROM node:18-alpine\nWORKDIR /app\nRUN npm install\n"
CHECKS = (
    CheckSpec("file", "file", "The file can be read", hints=("Look at the file.",)),
    CheckSpec(
        "builds", "builds", "The image builds", needs=("file",), hints=("Where?", "The rule.", "The line.")
    ),
    CheckSpec("multi", "multi_stage", "Two stages", needs=("builds",), hints=("Count the FROM lines.",)),
)
STEPS = (
    Step("first", "What ships", "# What ships\n\nAll of it.\n"),
    Step("second", "Two stages", "# Two stages\n\nOne builds.\n"),
    Step("third", "Copy", "# Copy\n\nTake `four` things.\n"),
)


class AnEngine:
    """Answers, and that is all the screens need."""

    def info(self):
        return EngineInfo("docker", "26.1.3", "1.45", "overlay2", "unix:///run/docker.sock")


def no_engine():
    raise NoEngine("No container engine answers.", "Install Docker, or start it.")


def a_course(count=1, **fields):
    names = ("one", "two", "three")[:count]
    return Course(
        tuple(
            a_lab(START, **{"checks": CHECKS, "id": n, "title": f"Lab {n}", "steps": STEPS, **fields})
            for n in names
        )
    )


class Desk:
    """The folders of one learner, and the apps that work on them."""

    def __init__(self, folder, course=None):
        self.course = course or a_course()
        self.workspaces = Path(folder) / "work"
        self.store = Store.open(Path(folder) / "progress.db")

    @property
    def dockerfile(self):
        return self.workspaces / "one" / "Dockerfile"

    @property
    def files(self):
        """Return all texts that lie in the workspace of the first lab, by name."""
        return {f.name: f.read_text() for f in (self.workspaces / "one").iterdir()}

    def write(self, data):
        self.dockerfile.parent.mkdir(parents=True, exist_ok=True)
        self.dockerfile.write_bytes(data if isinstance(data, bytes) else data.encode())

    def app(self, story=None, *, lab="one", connect=AnEngine, start_engine=None):
        return TutorApp(
            self.course,
            store=self.store,
            workspaces=self.workspaces,
            downloads=self.workspaces.parent / "downloads",
            connect=connect,
            start_engine=start_engine,
            open_lab=lab,
            attempt=story,
        )

    @asynccontextmanager
    async def opened(self, story=None, *, size=(120, 40), **options):
        """Run the app and wait until its first screen is ready."""
        app = self.app(story, **options)
        async with app.run_test(size=size) as pilot:
            if options.get("lab", "one") is None:
                await until(pilot, lambda: app.screen._selected)
            else:
                await until(pilot, lambda: getattr(app.screen, "desk", None) is not None)
            await until(pilot, lambda: app.engine_state.kind != "looking")
            await pilot.pause()
            yield app, pilot


async def until(pilot, condition, seconds=15.0):
    """Let the app work until the condition holds; fail if it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "this never happened"
        await pilot.pause(0.02)
    await pilot.pause()


def shown(app):
    """Return what is on the screen, as text."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def told(app):
    """Return what the app has notified of, as one text."""
    return "\n".join(n.message for n in app._notifications)


def picture(app):
    """Return the rows of the picture of the stages that are in sight."""
    stages = app.screen.desk.lesson.stages
    if not stages.display:
        return ""
    return "\n".join(stages.render_line(y).text.rstrip() for y in range(stages.size.height))


def text(app, selector):
    """Return the text of one static part, also of what is scrolled out of view."""
    return app.screen.query_one(selector).content.plain


def editor(app):
    return app.screen.desk.editor.editor


async def checked(pilot, app, story):
    """Build and check, and wait for the end."""
    story.ended.clear()
    await pilot.press("ctrl+b")
    await until(pilot, story.ended.is_set)
    await until(pilot, lambda: not app.screen.desk.runner.running)
    await pilot.pause()

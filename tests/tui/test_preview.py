"""A lab as its author previews it: anew at each save, problems told, the last good version kept, everything to jump to."""

from contextlib import asynccontextmanager

import pytest

from tests.tui.harness import AnEngine, shown, told, until
from tutor import paths
from tutor.author.new_lab import plan, write_lab
from tutor.checks import known_checks
from tutor.content import load_labs
from tutor.store import Store
from tutor.tui.preview import PreviewApp, Source
from tutor.tui.screens.author import AuthorScreen
from tutor.tui.screens.lab import LabScreen


@pytest.fixture
def folder(tmp_path):
    return write_lab(plan("my-lab", "My lab", "node", paths.apps_dir()), tmp_path)


@asynccontextmanager
async def preview(folder, *, size=(120, 40), story=None):
    def load():
        return load_labs(folder, paths.apps_dir(), known_checks())[0]

    own = folder.parent / "own"
    source = Source(folder, load, lambda lab: {"copies-workdir": "Line 13 copies everything."})
    with Store.open(own / "progress.db") as store:
        app = PreviewApp(
            source,
            load(),
            store=store,
            workspaces=own / "work",
            downloads=own,
            connect=AnEngine,
            start_engine=None,
            attempt=story,
        )
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: ready(app))
            yield app, pilot


def ready(app):
    return isinstance(app.screen, LabScreen) and app.screen.desk is not None


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def editor(app):
    return app.screen.desk.editor.current


async def test_a_saved_page_is_shown_anew_on_the_page_that_was_open(folder):
    async with preview(folder) as (app, pilot):
        await pilot.press("ctrl+n")
        await until(pilot, lambda: app.screen.desk.lesson.step == 1)
        await until(pilot, lambda: app._services.store.progress("my-lab").step == 1)
        change(folder, "steps/two-stages.md", "begins a new", "opens another")
        await until(pilot, lambda: ready(app) and "opens another" in shown(app))
        assert app.screen.desk.lesson.step == 1


async def test_problems_are_told_with_their_line_and_the_last_good_version_stays(folder):
    async with preview(folder) as (app, pilot):
        before = app.screen
        change(folder, "lab.yaml", "port: 3000", "prt: 3000")
        await until(pilot, lambda: "my-lab/lab.yaml:16: `prt` is not a key" in told(app))
        assert app.screen is before
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, AuthorScreen))
        assert "Problems" in shown(app)
        change(folder, "lab.yaml", "prt: 3000", "port: 3000")
        change(folder, "lab.yaml", 'title: "My lab"', 'title: "Your lab"')
        await until(pilot, lambda: app._shown.title == "Your lab" and isinstance(app.screen, AuthorScreen))
        assert "Problems" not in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: ready(app) and "Your lab" in shown(app))


async def test_a_file_that_nobody_changed_follows_the_start_file(folder):
    async with preview(folder) as (app, pilot):
        change(folder, "traditional/Dockerfile", "EXPOSE 3000", "EXPOSE 4000")
        await until(pilot, lambda: ready(app) and "EXPOSE 4000" in editor(app))


async def test_what_the_author_typed_stays(folder):
    async with preview(folder) as (app, pilot):
        await pilot.press("#", "x")
        await until(pilot, lambda: "#x" in editor(app))
        change(folder, "traditional/Dockerfile", "EXPOSE 3000", "EXPOSE 4000")
        await until(pilot, lambda: ready(app) and app._shown is app.screen.lab and "#x" in editor(app))
        assert "EXPOSE 3000" in editor(app)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_the_author_jumps_to_a_page_and_tries_a_mistake(folder, size):
    async with preview(folder, size=size) as (app, pilot):
        await choose(app, pilot, "Read the verdict")
        await pilot.press("enter")
        await until(pilot, lambda: ready(app) and app.screen.desk.lesson.step == 2)
        await choose(app, pilot, "The whole work folder was copied")
        detail = app.screen.query_one("#author-detail").content.plain
        words = "".join(detail.split())
        assert "failsno-source,diagnosiscopied-everything,line13" in words
        assert "Line13copieseverything." in words
        assert "hint3" in words
        await pilot.press("enter")
        await until(pilot, lambda: ready(app) and "COPY --from=build /app ./" in editor(app))


async def test_hints_and_questions_are_all_there(folder):
    async with preview(folder) as (app, pilot):
        await choose(app, pilot, "The image builds")
        words = " ".join(app.screen.query_one("#author-detail").content.plain.split())
        assert "hint 1 Which step failed" in words
        assert "hint 3 The first line of the file" in words
        await pilot.press("enter")
        assert isinstance(app.screen, AuthorScreen)
        await pilot.press("f10")
        await until(pilot, lambda: ready(app))
        await choose(app, pilot, "How many MB is the image of the Dockerfile that you start from?")


async def test_the_key_is_in_the_footer_and_in_the_help(folder):
    async with preview(folder) as (app, pilot):
        assert "Author" in shown(app)
        await pilot.press("f1")
        await until(pilot, lambda: "While you preview a lab" in shown(app))


async def test_a_new_version_waits_while_something_else_is_in_front(folder):
    async with preview(folder) as (app, pilot):
        await pilot.press("f1")
        await until(pilot, lambda: "esc closes" in shown(app))
        change(folder, "lab.yaml", 'title: "My lab"', 'title: "Your lab"')
        await until(pilot, lambda: app._lab.title == "Your lab")
        assert "esc closes" in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: ready(app) and "Your lab" in shown(app))


async def choose(app, pilot, label):
    """Open the author's view and go to the part of this label."""
    if not isinstance(app.screen, AuthorScreen):
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, AuthorScreen) and app.screen.query("#author-list"))
    rows = app.screen.query_one("#author-list")
    number = next(n for n, part in enumerate(app.screen._parts) if label in part.label)
    await pilot.pause()
    rows.highlighted = rows.get_option_index(str(number))
    await until(pilot, lambda: app.screen.at == number)
    await pilot.pause()

"""The way of a new author, in a language that no lab of the course is in: begin, edit, lint, prove, preview, pack, add, learn."""

import json
import shutil

import pytest
from click.testing import CliRunner

from tests.attempts import nothing_left
from tests.tui.harness import shown, until
from tutor import paths
from tutor.attempt import attempt
from tutor.checks import known_checks
from tutor.cli import main, parts
from tutor.content import load_labs
from tutor.engine.connect import open_engine
from tutor.store import Store
from tutor.tui.app import TutorApp
from tutor.tui.preview import PreviewApp, Source
from tutor.tui.screens.lab import LabScreen

pytestmark = pytest.mark.engine
MISTAKE = """\
FROM golang:1.24-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/server .
FROM scratch
COPY --from=build /out/server /server
CMD ["server"]
"""
"""On scratch no folder is searched, so the command needs its whole path."""
PACK = """\
format_version: 1
id: go-labs
title: Labs on Go
version: "1.0"
tutor: ">=0.1,<1"
"""
DECLARED = """
  - id: path-forgotten
    title: The command without its path
    file: mistakes/path-forgotten/Dockerfile
    check: starts
    diagnosis: {diagnosis}
    line: 7
"""


@pytest.fixture
def tutor(engine, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", engine.info().address)
    yield lambda *arguments: CliRunner().invoke(main, ["lab", *map(str, arguments)])
    assert nothing_left(engine)


@pytest.fixture
def folder(tutor, tmp_path):
    """A new lab on a Go server, with one mistake more and a title of its own."""
    made = tutor("new", "go-server", "--app", "go", "--into", tmp_path)
    assert made.exit_code == 0, made.output
    folder = tmp_path / "go-server"
    (folder / "mistakes/path-forgotten").mkdir()
    (folder / "mistakes/path-forgotten/Dockerfile").write_text(MISTAKE)
    manifest = folder / "lab.yaml"
    text = manifest.read_text().replace('title: "Go server"', 'title: "One file"')
    manifest.write_text(text + DECLARED.format(diagnosis="of-the-path"))
    return folder


async def test_a_new_author_gets_to_a_proven_lab(tutor, folder, engine, tmp_path):
    linted = tutor("lint", folder)
    assert linted.exit_code == 1
    last = len((folder / "lab.yaml").read_text().splitlines()) - 1
    assert f"go-server/lab.yaml:{last}:" in linted.output
    assert "`of-the-path`" in linted.output
    assert "`off-the-path`" in linted.output, "the fix is named"
    text = (folder / "lab.yaml").read_text().replace("of-the-path", "off-the-path")
    (folder / "lab.yaml").write_text(text)
    assert tutor("lint", folder, "--strict").exit_code == 0

    result = tutor("verify", folder, "--json")
    assert result.exit_code == 0, result.output
    (proof,) = json.loads(result.stdout)["labs"]
    states = {case["case"]: case["state"] for case in proof["cases"]}
    assert set(states.values()) == {"proven"}
    assert states["mistake/path-forgotten"] == "proven"

    await preview(folder, engine, tmp_path)
    await learn(packed(folder, tmp_path / "pack"), engine, tmp_path)


def packed(folder, pack):
    """Put the lab into a pack, add that as a learner would, and return the lab's name in it."""
    (pack / "labs").mkdir(parents=True)
    (pack / "pack.yaml").write_text(PACK)
    (pack / "labs/course.yaml").write_text("format_version: 1\nlabs:\n  - go-server\n")
    shutil.copytree(folder, pack / "labs/go-server")
    added = CliRunner().invoke(main, ["pack", "add", str(pack)])
    assert added.exit_code == 0, added.output
    assert "golang:1.24-alpine" in added.output, "what it will pull is told"
    listed = CliRunner().invoke(main, ["list", "--json"])
    assert "go-labs/go-server" in [lab["id"] for lab in json.loads(listed.stdout)]
    return "go-labs/go-server"


async def learn(name, engine, tmp_path):
    """Open the pack's lab in the app, and pass it."""
    course = parts.course()
    with Store.open(paths.progress_file()) as store:
        app = TutorApp(
            course,
            store=store,
            workspaces=paths.workspaces(),
            downloads=tmp_path / "downloads",
            connect=lambda: open_engine(engine.info().address),
            start_engine=None,
            attempt=attempt,
            open_lab=name,
        )
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: isinstance(app.screen, LabScreen) and app.screen.desk is not None)
            app.screen.desk.editor.editor.load_text(course.find(name).reference.text)
            await built(app, pilot, "✓ Passed")
        assert store.progress(name).state == "passed"
    assert (paths.workspaces() / name / "Dockerfile").read_text() == course.find(name).reference.text


async def preview(folder, engine, tmp_path):
    """Build the start file and then the reference in the app, as a learner of this lab would."""

    def load():
        return load_labs(folder, paths.apps_dir(), known_checks())[0]

    with Store.open(tmp_path / "progress.db") as store:
        app = PreviewApp(
            Source(folder, load, lambda lab: {}),
            load(),
            store=store,
            workspaces=tmp_path / "work",
            downloads=tmp_path / "downloads",
            connect=lambda: open_engine(engine.info().address),
            start_engine=None,
            attempt=attempt,
        )
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: isinstance(app.screen, LabScreen) and app.screen.desk is not None)
            assert "One file" in shown(app)
            await built(app, pilot, "I see one `FROM`")
            assert "Add a second `FROM scratch`" in shown(app)
            app.screen.desk.editor.editor.load_text(load().reference.text)
            await built(app, pilot, "✓ Passed")
            assert store.progress("go-server").state == "passed"


async def built(app, pilot, words):
    """Build, and wait for a verdict that has these words on the screen."""
    await pilot.press("ctrl+b")
    await until(pilot, lambda: app.screen.desk.runner.running)
    await until(pilot, lambda: not app.screen.desk.runner.running, 300)
    await pilot.pause(1)
    assert words in shown(app), shown(app)

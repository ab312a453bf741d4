"""The commands; each imports what it needs, inside."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tutor import __version__, paths
from tutor.errors import EngineTrouble, TutorError, UsageProblem

if TYPE_CHECKING:
    from tutor.engine.docker import DockerEngine
    from tutor.model.course import Course, Lab
    from tutor.model.outcome import Verdict
    from tutor.store import Store

EXITS = {"passed": 0, "failed": 1, "could_not_run": 3, "cancelled": 130}
"""Exit codes of a verdict; 2 is wrong usage."""


class _Commands(click.Group):
    """A group that tells every problem in plain sentences, and never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TutorError as e:
            click.echo(f"tutor: {e.message}", err=True)
            if e.fix:
                click.echo(f"       {e.fix}", err=True)
            ctx.exit(e.exit_code if e.exit_code != 1 else 2)
        except OSError as e:
            click.echo(f"tutor: {e.strerror or e}: {e.filename or ''}", err=True)
            click.echo("       Check free space and permissions there, then repeat.", err=True)
            ctx.exit(3)


@click.group(
    cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="tutor")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Learn Docker multi-stage builds with real builds.

    Without a command, the app opens on the course.
    """
    _end_on_signals()
    if ctx.invoked_subcommand is None:
        _open_app(None)


@main.command()
@click.argument("lab", required=False)
def learn(lab: str | None) -> None:
    """Open the app, on LAB if it is given."""
    if lab is not None:
        _find(_course(), lab)
    _open_app(lab)


@main.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
def list_labs(as_json: bool) -> None:
    """List the labs and how far you are."""
    from tutor.plain.json_form import course_form

    course = _course()
    with _store() as store:
        progress = store.all_progress()
    form = course_form(course, progress)
    if as_json:
        click.echo(json.dumps(form, indent=2))
        return
    for row in form:
        click.echo(f"{row['id']:<20} {row['state']:<8} {row['minutes']:>3} min  {row['title']}")


@main.command()
@click.argument("lab")
@click.option(
    "--file",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The Dockerfile; your workspace's if left out.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the verdict as JSON; progress goes to standard error."
)
@click.option("--logs", is_flag=True, help="Show the build's output.")
@click.option("--build-seconds", type=click.IntRange(1, 86400), help="Another time limit for the build.")
def check(lab: str, file: Path | None, as_json: bool, logs: bool, build_seconds: int | None) -> None:
    """Build and judge your Dockerfile for LAB.

    Exit code 0: passed, 1: not yet, 2: wrong usage, 3: engine or network trouble.
    """
    found = _find(_course(), lab)
    data = _read(file) if file else _workspace_bytes(found)
    with _store() as store:
        _attempt(
            found,
            data,
            store if file is None else None,
            as_json=as_json,
            logs=logs,
            build_seconds=build_seconds,
        )


@main.command()
@click.option(
    "--json", "as_json", is_flag=True, help="Print the verdict as JSON; progress goes to standard error."
)
def demo(as_json: bool) -> None:
    """Do the main job once, without a screen: build lab 1's traditional and reference images and judge them."""
    lab = _course().labs[0]
    _attempt(lab, lab.reference.text.encode(), None, as_json=as_json, logs=False, build_seconds=None)


@main.command()
@click.argument("lab")
def path(lab: str) -> None:
    """Print where your Dockerfile for LAB lies, for an editor of your own."""
    from tutor.workspace import Workspace

    click.echo(Workspace.open(paths.workspaces(), _find(_course(), lab)).dockerfile)


@main.command()
@click.argument("lab")
def reset(lab: str) -> None:
    """Put the start file of LAB back; your own file is kept beside it."""
    from tutor.workspace import Workspace

    found = _find(_course(), lab)
    kept = Workspace.open(paths.workspaces(), found).reset(found)
    click.echo(f"The start file is back. Yours is kept as {kept}.")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print an object with the findings.")
def doctor(as_json: bool) -> None:
    """Tell what is well and what is not, with the fix. Exit code 3 if something FAILs."""
    from tutor.plain.doctor import examine

    rows = []
    for finding in examine(_engine, _course_bases(_course()), paths.home()):
        rows.append(finding.row)
        if not as_json:
            _show_row(finding.row)
    if as_json:
        from tutor.plain.json_form import findings_form

        click.echo(json.dumps(findings_form(rows), indent=2))
    sys.exit(3 if any(row[0] == "FAIL" for row in rows) else 0)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print an object with the findings.")
@click.option("--no-pull", is_flag=True, help="Do not ask a registry; build stand-ins at once.")
def bases(as_json: bool, no_pull: bool) -> None:
    """Make the base images of the labs present: local, pulled, or a stand-in built here."""
    from tutor.bases.ensure import BaseNote, ensure
    from tutor.engine.port import Cancel
    from tutor.plain.doctor import base_finding

    engine, rows = _engine(), []
    for reference in _course_bases(_course()):
        for event in ensure(engine, reference, Cancel(), allow_pull=not no_pull, downloads=_downloads()):
            if isinstance(event, BaseNote):
                click.echo(f"     {event.text}", err=True)
        rows.append(base_finding(engine, reference).row)
        if not as_json:
            _show_row(rows[-1])
    if as_json:
        from tutor.plain.json_form import findings_form

        click.echo(json.dumps(findings_form(rows), indent=2))


@main.group()
def engine() -> None:
    """Start or stop a private container engine, where there is none."""


@engine.command()
@click.option(
    "--yes",
    is_flag=True,
    help="Install the distribution's docker.io without asking, if no engine is installed.",
)
def up(yes: bool) -> None:
    """Use the engine you have, or start a private one."""
    from tutor.engine.local import can_install, find_dockerd, install
    from tutor.errors import NoEngine

    try:
        found = _engine()
    except NoEngine:
        if find_dockerd() is None and can_install():
            if not yes and not _asks(
                "No container engine is installed. Install docker.io from your distribution now?"
            ):
                raise
            install(_tell)
            found = _after_install()
        else:
            found = _private().up(_tell)
    info = found.info()
    click.echo(f"{info.name} {info.version} answers at {info.address}")


@engine.command()
def down() -> None:
    """Stop the private engine, and only that one."""
    click.echo("stopped" if _private().down(_tell) else "no private engine is running")


@engine.command()
def status() -> None:
    """Tell which engine the tutor uses. Exit code 3 if there is none."""
    info = _engine().info()
    private = "the tutor's private engine" if info.address == f"unix://{_private().socket}" else "your engine"
    click.echo(f"{info.name} {info.version} at {info.address}: {private}")


@main.command()
def clean() -> None:
    """Remove every container and image that the tutor made; base images and your work stay."""
    containers, images = _engine().clean()
    click.echo(f"removed {containers} containers and {images} images")


def _attempt(
    lab: Lab, data: bytes, store: Store | None, *, as_json: bool, logs: bool, build_seconds: int | None
) -> None:
    from contextlib import closing

    from tutor.attempt import Finished, attempt
    from tutor.engine.port import Cancel
    from tutor.plain.json_form import verdict_form
    from tutor.plain.lines import Lines

    engine, trouble = _engine_or_trouble()
    lines, verdict = Lines(logs=logs), None
    events = attempt(
        lab,
        data,
        engine,
        store=store,
        cancel=Cancel(),
        downloads=_downloads(),
        no_engine=trouble,
        build_seconds=build_seconds,
    )
    with closing(events):
        for event in events:
            for line in lines.of(event):
                click.echo(line, err=as_json)
            if isinstance(event, Finished):
                verdict = event.verdict
    _finish(verdict, as_json, verdict_form)


def _finish(verdict: Verdict | None, as_json: bool, form: Any) -> None:
    if verdict is None:
        raise EngineTrouble(
            "The attempt ended without a verdict.", "Please repeat; if it happens again, report it."
        )
    if as_json:
        click.echo(json.dumps(form(verdict), indent=2))
    sys.exit(EXITS[verdict.status])


def _engine_or_trouble() -> tuple[DockerEngine | None, str]:
    from tutor.errors import NoEngine

    try:
        return _engine(), ""
    except NoEngine as e:
        return None, f"{e.message} {e.fix}"


def _open_app(lab: str | None) -> None:
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise UsageProblem(
            "The app needs a terminal.", "Without one, use `tutor list`, `tutor check LAB` and `tutor demo`."
        )
    from tutor.engine.local import find_dockerd
    from tutor.tui.app import TutorApp

    private = _private()
    with _store() as store:
        app = TutorApp(
            _course(),
            store=store,
            workspaces=paths.workspaces(),
            downloads=_downloads(),
            connect=_engine,
            start_engine=private.up if find_dockerd() else None,
            open_lab=lab,
        )
        app.run()
    sys.exit(app.return_code or 0)


def _course() -> Course:
    from tutor.checks import known_checks
    from tutor.content import load_course

    return load_course(paths.labs_dir(), paths.apps_dir(), known_checks())


def _course_bases(course: Course) -> tuple[str, ...]:
    return tuple(dict.fromkeys(b for lab in course.labs for b in lab.base_images))


def _find(course: Course, lab_id: str) -> Lab:
    import difflib

    lab = course.find(lab_id)
    if lab is None:
        ids = [lab.id for lab in course.labs]
        close = difflib.get_close_matches(lab_id, ids, 1)
        hint = f"Did you mean `{close[0]}`?" if close else f"There are: {', '.join(ids)}."
        raise UsageProblem(f"There is no lab called `{lab_id[:60]}`.", hint)
    return lab


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(2 << 20)
    except OSError as e:
        raise UsageProblem(f"{file}: {e.strerror}.", "Give the path of a Dockerfile.") from None


def _workspace_bytes(lab: Lab) -> bytes:
    from tutor.workspace import Workspace

    return Workspace.open(paths.workspaces(), lab).read()


def _store() -> Store:
    from tutor.store import Store

    store = Store.open(paths.progress_file())
    if store.notice:
        click.echo(f"tutor: {store.notice}", err=True)
    return store


def _downloads() -> Path:
    return paths.cache_dir() / "downloads"


def _private() -> Any:
    from tutor.engine.local import PrivateEngine

    return PrivateEngine(paths.engine_dir())


def _engine() -> DockerEngine:
    from tutor.engine.connect import find_engine

    return find_engine(_private().socket)


def _after_install() -> DockerEngine:
    """Return the engine that the package may have started, else a private one."""
    from tutor.errors import NoEngine

    try:
        return _engine()
    except NoEngine:
        found: DockerEngine = _private().up(_tell)
        return found


def _asks(question: str) -> bool:
    return sys.stdin.isatty() and click.confirm(question, default=True)


def _tell(text: str) -> None:
    click.echo(f"     {text}", err=True)


def _show_row(row: tuple[str, str, str, str]) -> None:
    state, subject, found, fix = row
    click.echo(f"{state:<5} {subject:<16} {found}")
    if fix:
        click.echo(f"      {'':<16} {fix}")


def _end_on_signals() -> None:
    """Let a terminate or hang-up signal end the program the way Ctrl-C does, so that containers are removed."""

    def stop(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)

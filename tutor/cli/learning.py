"""The learner's commands: learn, list, check, ladder, demo, path."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor import paths
from tutor.cli import parts
from tutor.cli.attempts import Wishes, run_attempt
from tutor.cli.group import main
from tutor.cli.predicting import Predicting

if TYPE_CHECKING:
    from collections.abc import Collection

    from tutor.model.course import Lab
    from tutor.store import Store

EXITS = {"passed": 0, "failed": 1, "could_not_run": 3, "cancelled": 130}
"""Exit codes of a verdict; 2 is wrong usage."""


@main.command()
@click.argument("lab", required=False)
def learn(lab: str | None) -> None:
    """Open the app, on LAB if it is given."""
    from tutor.cli.app import open_app

    open_app(lab)


@main.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
def list_labs(as_json: bool) -> None:
    """List the labs and how far you are; those of packs after the shipped ones."""
    from tutor.cli.pack_parts import installed_labs
    from tutor.plain.course_lines import course_lines
    from tutor.plain.json_form import course_form

    installed = installed_labs()
    course, trouble = parts.chosen_course()
    with parts.open_store() as store:
        progress = store.all_progress()
    form = course_form(course, progress)
    lines = (
        [json.dumps(form, indent=2)]
        if as_json
        else course_lines(form, None if paths.course_file().exists() and not trouble else installed.titles)
    )
    for line in lines:
        click.echo(line)
    for line in filter(None, (trouble, *installed.broken.values())):
        click.echo(f"tutor: {line}", err=True)


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
@click.option("--predict", is_flag=True, help="Ask for your predictions first, on a terminal.")
def check(
    lab: str, file: Path | None, as_json: bool, logs: bool, build_seconds: int | None, predict: bool
) -> None:
    """Build and judge your Dockerfile for LAB.

    Exit code 0: passed, 1: not yet, 2: wrong usage, 3: engine or network trouble.
    """
    from tutor.workspace import own_ignore

    found = parts.find(parts.course(), lab)
    data = parts.read_file(file) if file else parts.workspace(found).read()
    ignore = own_ignore(file or parts.workspace(found).dockerfile)
    with parts.open_store() as store:
        predicting = Predicting(found, store, data, ignore) if file is None else None
        if predict and predicting is not None:
            predicting.ask()
        wishes = Wishes(as_json, logs, build_seconds)
        answered = store.answers.given(found.id)
        _judge(found, data, store if file is None else None, wishes, ignore, predicting, answered)


@main.command()
@click.argument("lab")
@click.option("--json", "as_json", is_flag=True, help="Print the attempts as JSON.")
def ladder(lab: str, as_json: bool) -> None:
    """Show the image sizes of all your attempts at LAB, the newest last."""
    from tutor.checks import size_target
    from tutor.model.ladder import ladder as ladder_of
    from tutor.plain.ladder_lines import ladder_form, ladder_lines

    found = parts.find(parts.course(), lab)
    with parts.open_store() as store:
        known = ladder_of(store.attempts(found.id), lambda size: size_target(found, size))
    if as_json:
        click.echo(json.dumps(ladder_form(found.id, known), indent=2))
        return
    for line in ladder_lines(found.id, known):
        click.echo(line)


@main.command()
@click.option(
    "--json", "as_json", is_flag=True, help="Print the verdict as JSON; progress goes to standard error."
)
def demo(as_json: bool) -> None:
    """Do the main job once, without a screen: build lab 1's traditional and reference images and judge them."""
    lab = parts.find(parts.shipped_course(), "two-stages")
    _judge(lab, lab.reference.data, None, Wishes(as_json))


@main.command()
@click.argument("lab")
def path(lab: str) -> None:
    """Print where your Dockerfile for LAB lies, for an editor of your own."""
    click.echo(parts.workspace(parts.find(parts.course(), lab)).dockerfile)


def _judge(
    lab: Lab,
    data: bytes,
    store: Store | None,
    wishes: Wishes,
    ignore: str | None = None,
    predicting: Predicting | None = None,
    answered: Collection[str] = (),
) -> None:
    """Run one attempt and end with the exit code of its verdict."""
    from tutor.engine.port import Cancel
    from tutor.plain.json_form import verdict_form

    verdict = run_attempt(lab, data, parts.engine_or_trouble(), store, Cancel(), wishes, ignore, answered)
    for line in predicting.compare(verdict) if predicting is not None else ():
        wishes.say(line)
    if wishes.as_json:
        click.echo(json.dumps(verdict_form(verdict), indent=2))
    sys.exit(EXITS[verdict.status])

"""The commands about the machine: doctor, bases, engine up, down, install and status, clean."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from tutor import paths
from tutor.cli import parts
from tutor.cli.group import main
from tutor.errors import NoEngine

if TYPE_CHECKING:
    from tutor.engine.docker import DockerEngine


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print an object with the findings.")
def doctor(as_json: bool) -> None:
    """Tell what is well and what is not, with the fix. Exit code 3 if something FAILs."""
    from tutor.plain.doctor import examine

    rows = []
    for finding in examine(parts.engine, parts.base_images(parts.course()), paths.home()):
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
    from tutor.bases.ensure import BaseNote, BaseProgress, ensure
    from tutor.engine.port import Cancel
    from tutor.plain.doctor import base_finding
    from tutor.plain.running_line import RunningLine
    from tutor.safe_text import megabytes

    engine, rows = parts.engine(), []
    for reference in parts.base_images(parts.course()):
        with RunningLine(sys.stderr) as running:
            for event in ensure(
                engine, reference, Cancel(), allow_pull=not no_pull, downloads=parts.downloads()
            ):
                if isinstance(event, BaseProgress):
                    running.show(f"     {event.label} {megabytes(event.current)}")
                elif isinstance(event, BaseNote):
                    running.clear()
                    _tell(event.text)
        rows.append(base_finding(engine, reference).row)
        if not as_json:
            _show_row(rows[-1])
    if as_json:
        from tutor.plain.json_form import findings_form

        click.echo(json.dumps(findings_form(rows), indent=2))


@main.group()
def engine() -> None:
    """Start or stop a private container engine, where there is none."""


_YES = click.option("--yes", is_flag=True, help="Install the distribution's docker.io without asking.")


@engine.command()
@_YES
def up(yes: bool) -> None:
    """Use the engine you have, or start a private one; offers to install one where there is none."""
    try:
        found = parts.engine()
    except NoEngine:
        _install(yes)
        found = _installed_engine()
    info = found.info()
    click.echo(f"{info.name} {info.version} answers at {info.address}")


@engine.command()
@_YES
def install(yes: bool) -> None:
    """Install the distribution's docker.io on Debian or Ubuntu, if no dockerd is there; starts nothing."""
    _install(yes)
    click.echo("a container engine is installed")


@engine.command()
def down() -> None:
    """Stop the private engine, and only that one."""
    click.echo("stopped" if parts.private_engine().down(_tell) else "no private engine is running")


@engine.command()
def status() -> None:
    """Tell which engine the tutor uses. Exit code 3 if there is none."""
    info = parts.engine().info()
    private = (
        "the tutor's private engine"
        if info.address == f"unix://{parts.private_engine().socket}"
        else "your engine"
    )
    click.echo(f"{info.name} {info.version} at {info.address}: {private}")


@main.command()
@click.option("--stand-ins", is_flag=True, help="Remove the stand-ins of base images, too.")
def clean(stand_ins: bool) -> None:
    """Remove every container and image that the tutor made; pulled base images and your work stay."""
    engine = parts.engine()
    containers, images = engine.clean()
    if stand_ins:
        from tutor.bases.ensure import is_stand_in, known_recipes

        for reference in known_recipes():
            info = engine.image(reference)
            if info is not None and is_stand_in(info):
                engine.remove_image(reference)
                images += 1
    click.echo(f"removed {containers} containers and {images} images")


def _install(yes: bool) -> None:
    """Make sure that a dockerd is installed; raises `NoEngine` with what to do if that was refused or cannot be."""
    from tutor.engine import local

    if local.find_dockerd() is not None:
        return
    question = "No container engine is installed. Install docker.io from your distribution now?"
    if not local.can_install() or not (yes or _asks(question)):
        raise NoEngine("No container engine is installed: there is no `dockerd`.", local.install_advice())
    local.install(_tell)


def _installed_engine() -> DockerEngine:
    """Return the engine that the package may have started, else a private one."""
    try:
        return parts.engine()
    except NoEngine:
        return parts.private_engine().up(_tell)


def _asks(question: str) -> bool:
    return sys.stdin.isatty() and click.confirm(question, default=True)


def _tell(text: str) -> None:
    click.echo(f"     {text}", err=True)


def _show_row(row: tuple[str, str, str, str]) -> None:
    state, subject, found, fix = row
    click.echo(f"{state:<5} {subject:<16} {found}")
    if fix:
        click.echo(f"      {'':<16} {fix}")

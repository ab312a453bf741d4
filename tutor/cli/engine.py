"""The commands about the container engine: up, down, status, install."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from tutor.cli import parts
from tutor.cli.group import main
from tutor.errors import ChosenEngineSilent, NoEngine

if TYPE_CHECKING:
    from tutor.engine.docker import DockerEngine


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
    except ChosenEngineSilent:
        raise
    except NoEngine:
        _install(yes)
        found = _installed_engine()
    info = found.info()
    click.echo(f"{info.name} {info.version} answers at {info.address}")


@engine.command()
@_YES
def install(yes: bool) -> None:
    """Install the distribution's docker.io on Debian or Ubuntu, if no engine is there; starts nothing."""
    found, _ = parts.engine_or_trouble()
    if found is None:
        _install(yes)
    click.echo("a container engine is installed")


@engine.command()
@click.option("--purge", is_flag=True, help="Remove its images, its build cache and its log as well.")
def down(purge: bool) -> None:
    """Stop the private engine, and only that one."""
    private = parts.private_engine()
    click.echo("stopped" if private.down(parts.tell) else "no private engine is running")
    if purge:
        private.purge()
        click.echo(f"removed what it kept in {private.folder}")


@engine.command()
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
def status(as_json: bool) -> None:
    """Tell which engine the tutor uses. Exit code 3 if there is none."""
    from tutor.plain.json_form import engine_form

    info = parts.engine().info()
    private = parts.is_private(info.address)
    if as_json:
        click.echo(json.dumps(engine_form(info, private=private), indent=2))
        return
    whose = "the tutor's private engine" if private else "your engine"
    click.echo(f"{info.name} {info.version} at {info.address}: {whose}")


def _install(yes: bool) -> None:
    """Make sure that a dockerd is installed; raises `NoEngine` with what to do if that was refused or cannot be."""
    from tutor.engine import local
    from tutor.plain.running_line import RunningLine

    if local.find_dockerd() is not None:
        return
    question = "No container engine is installed. Install docker.io from your distribution now?"
    if not local.can_install() or not (yes or _asks(question)):
        raise NoEngine("No container engine is installed: there is no `dockerd`.", local.install_advice())
    with RunningLine(sys.stderr) as running:

        def notify(text: str) -> None:
            running.clear()
            parts.tell(text)
            running.show(f"     {text}")

        local.install(notify)


def _installed_engine() -> DockerEngine:
    """Return the engine that the package may have started, else a private one."""
    try:
        return parts.engine()
    except NoEngine:
        return parts.private_engine().up(parts.tell)


def _asks(question: str) -> bool:
    return sys.stdin.isatty() and click.confirm(question, default=True)

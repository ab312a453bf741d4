"""The commands course use, show and reset: which labs a class sees, and in which order."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click

from tutor import paths
from tutor.cli import parts
from tutor.cli.group import main
from tutor.errors import UsageProblem

_MOST = 200_000
"""Bytes of a course file."""


@main.group()
def course() -> None:
    """Choose which labs are shown, and in which order: for a class, also with labs of packs."""


@course.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def use(file: Path) -> None:
    """Show the labs that FILE lists, in its order, in the app and in `tutor list`. All other labs can still be named.

    \b
    A course file:
      format_version: 1
      title: Containers, second day
      labs:
        - two-stages
        - go-labs/one-file
    """
    from tutor.content import read_course_file

    if file.exists() and not file.is_file():
        raise UsageProblem(f"{file} is no file.", "Name a course file, as in `workshop.yaml`.")
    try:
        with file.open("rb") as stream:
            data = stream.read(_MOST + 1)
    except OSError as e:
        raise UsageProblem(f"{file}: {e.strerror}.", "Name a course file, as in `workshop.yaml`.") from None
    place = paths.course_file()
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".course-", dir=place.parent) as folder:
        new = Path(folder) / file.name  # what is checked is what is kept, whatever an editor saves meanwhile
        new.write_bytes(data)
        found = read_course_file(new, parts.ids())
        new.replace(place)
    click.echo(f"{len(found.labs)} labs are shown now: {', '.join(found.labs)}.")
    click.echo("`tutor course reset` shows all again. Your work and progress stay as they are.")


@course.command()
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
def show(as_json: bool) -> None:
    """Tell which course file is in use."""
    from tutor.content import read_course_file
    from tutor.plain.json_form import JSON_VERSION

    found = read_course_file(paths.course_file(), parts.ids()) if paths.course_file().exists() else None
    if as_json:
        form = {"title": found.title, "labs": list(found.labs)} if found else None
        click.echo(json.dumps({"json_version": JSON_VERSION, "course": form}, indent=2))
    elif found is None:
        click.echo("No course file is in use: all labs are shown. `tutor course use FILE` takes one.")
    else:
        click.echo("\n".join([found.title, *(f"  {n}. {name}" for n, name in enumerate(found.labs, 1))]))


@course.command()
def reset() -> None:
    """Show all labs again."""
    paths.course_file().unlink(missing_ok=True)
    click.echo("All labs are shown.")

"""The commands pack list and pack show: which labs of others are installed, and what they will build."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from tutor.cli.group import main
from tutor.cli.pack_parts import broken_line, labs_of_installed, shelf
from tutor.errors import TutorError, UsageProblem

if TYPE_CHECKING:
    from tutor.packs.shelf import Record


@main.group()
def pack() -> None:
    """Labs of others: add, show, update and remove packs of them.

    A pack is data: nothing of it runs on this machine, and its Dockerfiles are built only when you build.
    """


@pack.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print an object with the packs.")
def list_packs(as_json: bool) -> None:
    """List the installed packs.

    \b
    Example:
      tutor pack list --json
    """
    from tutor.plain.json_form import JSON_VERSION
    from tutor.plain.pack_lines import EMPTY

    rows = [_row(pack_id) for pack_id in shelf().ids()]
    if as_json:
        click.echo(json.dumps({"json_version": JSON_VERSION, "packs": rows}, indent=2))
        return
    for row in rows:
        if row["trouble"]:
            click.echo(f"tutor: {row['trouble']}", err=True)
        else:
            labs = f"{row['labs']} lab{'s' * (row['labs'] != 1)}"
            click.echo(f"{row['id']:<20} {row['version']:<10} {labs:>8}  {row['title']}")
    if not rows:
        click.echo(EMPTY)


@pack.command()
@click.argument("pack_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
def show(pack_id: str, as_json: bool) -> None:
    """Tell what the pack ID is, where it came from, and what its labs will build and pull.

    \b
    Example:
      tutor pack show my-pack

    Exit code 2: there is no such pack, or it cannot be used.
    """
    from tutor.packs.plan import plan_of
    from tutor.plain.pack_lines import pack_form, pack_lines

    found, labs = labs_of_installed(pack_id)
    about = (found, known_record(pack_id), plan_of(labs))
    if as_json:
        click.echo(json.dumps(pack_form(*about), indent=2))
        sys.exit(0)
    for line in pack_lines(*about):
        click.echo(line)


def known_record(pack_id: str) -> Record | None:
    """Return where a pack came from, or None if that is not known any more."""
    with suppress(UsageProblem):
        return shelf().record(pack_id)
    return None


def _row(pack_id: str) -> dict[str, Any]:
    from tutor.plain.pack_lines import source_form

    row: dict[str, Any] = {"id": pack_id, "title": "", "version": "", "labs": 0, "trouble": ""}
    try:
        found, labs = labs_of_installed(pack_id)
        row.update(title=found.title, version=found.version, labs=len(labs))
    except (TutorError, OSError) as e:
        row["trouble"] = broken_line(pack_id, e)
    return {**row, "source": source_form(known_record(pack_id))}

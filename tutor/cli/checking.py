"""The command about a lab's checks, for authors: checks."""

from __future__ import annotations

import click

from tutor.cli import parts
from tutor.cli.group import main


@main.command()
@click.argument("lab")
@click.option(
    "--structure-test",
    "structure_test",
    is_flag=True,
    help="Print them as YAML for container-structure-test.",
)
def checks(lab: str, structure_test: bool) -> None:
    """List the checks of LAB in the order in which failures are explained, advice last."""
    found = parts.find(parts.course(), lab)
    if structure_test:
        from tutor.content.structure_test_writer import structure_test_text

        click.echo(structure_test_text(found), nl=False)
        return
    for check in (*found.checks, *found.advice):
        click.echo(f"{check.id:<20} {check.kind:<18} {'advice: ' if check.advice else ''}{check.title}")

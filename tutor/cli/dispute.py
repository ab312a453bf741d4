"""The command for those who think that the checker is wrong."""

from __future__ import annotations

import json

import click

from tutor.cli import parts
from tutor.cli.group import main
from tutor.errors import UsageProblem


@main.command()
@click.argument("lab")
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
def dispute(lab: str, as_json: bool) -> None:
    """Show what every check of your last verdict on LAB looked at, and write a report of it.

    For when you think that the checker is wrong. The report lies beside your Dockerfile; secrets of your environment
    are taken out. Read it before you send it.
    """
    from tutor.plain.dispute_lines import dispute_lines
    from tutor.plain.json_form import JSON_VERSION
    from tutor.report.dispute import dispute as disputed
    from tutor.report.dispute import dispute_form, dispute_markdown
    from tutor.workspace import own_ignore

    found = parts.find(parts.course(), lab)
    with parts.open_store() as store:
        verdict = store.last_verdict(found.id)
    if verdict is None:
        raise UsageProblem(
            f"There is no verdict on “{found.title}” yet.", f"`tutor check {found.id}` gives one."
        )
    workspace = parts.workspace(found)
    mine = workspace.read().decode("utf-8", "surrogateescape")
    about = disputed(found, verdict, mine, own_ignore(workspace.dockerfile))
    path = workspace.report(dispute_markdown(about))
    if as_json:
        form = {"json_version": JSON_VERSION, "report": str(path), **dispute_form(about)}
        click.echo(json.dumps(form, indent=2))
        return
    for line in dispute_lines(about):
        click.echo(line)
    click.echo(f"The report lies in {path}. Read it before you send it.")

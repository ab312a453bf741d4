"""The command lab new: a folder with a lab that already passes its own proof, to be changed from there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor import paths
from tutor.cli.lab import lab
from tutor.errors import UsageProblem

if TYPE_CHECKING:
    from tutor.author.new_lab import Plan


@lab.command()
@click.argument("name")
@click.option(
    "--app",
    metavar="SAMPLE|PATH",
    help="`node`, `go`, a shipped sample as `nextjs-shop`, or a folder of yours.",
)
@click.option("--title", help="The title that learners read; made from NAME if left out.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The folder in which the lab's folder is made; this one if left out.",
)
@click.option("--yes", is_flag=True, help="Ask nothing; what is not given is taken as proposed.")
def new(name: str, app: str | None, title: str | None, into: Path, yes: bool) -> None:
    """Begin a lab called NAME: a folder of plain files with a lab that works, to be changed into yours.

    It has a file to begin with, two solutions, mistakes with their diagnoses, steps, hints and a question. NAME is its id
    for good: lower-case letters, digits and hyphens.

    \b
    Examples:
      tutor lab new small-server --app node
      tutor lab new our-shop --app ../shop --title "Our shop"
    """
    from tutor.author.new_lab import plan, sample_names, write_lab

    samples = paths.apps_dir()
    plan(name, "", "node", samples)  # so that nobody answers questions about a name that cannot be
    asks = sys.stdin.isatty() and not yes
    if app is None:
        app = _asked_app(sample_names(samples)) if asks else _no_app(yes)
    if title is None and asks:
        title = click.prompt("Title", default=name.replace("-", " ").capitalize())
    made = plan(name, title or "", app, samples)
    folder = write_lab(made, into)
    click.echo("\n".join(_told(made, folder)))


def _asked_app(samples: tuple[str, ...]) -> str:
    from tutor.author.new_lab import TINY

    click.echo("Which application do learners build?")
    for name, what in TINY.items():
        click.echo(f"  {name:<12} {what}, which comes with the lab")
    for sample in samples:
        click.echo(f"  {sample:<12} the sample application of that name")
    click.echo("  a path       a folder of yours, which is copied into the lab")
    return str(click.prompt("Application", default="node"))


def _no_app(yes: bool) -> str:
    if yes:
        return "node"
    raise UsageProblem(
        "Which application do learners build?",
        "Say --app node, --app go, --app nextjs-shop or --app FOLDER; or --yes.",
    )


def _told(made: Plan, folder: Path) -> list[str]:
    """Return what was made, and what to do next."""
    draft = (
        "",
        "Your application is in its folder `app`. The Dockerfiles and checks are those of a tiny server: change",
        "them until the proof passes.",
    )
    return [f"The lab is in {folder}.", *(draft if made.is_draft else ()), "", "Next:", *_following(folder)]


def _following(folder: Path) -> list[str]:
    """Return what to do with a new lab; of the commands, those that there are."""
    name = f"./{folder}" if len(folder.parts) == 1 else str(folder)
    commands = {
        "preview": "as learners see it, anew at each save",
        "lint": "whether its files are in order, in a second",
        "verify": "whether the start fails, solutions pass, mistakes fail",
    }
    rows = [("edit", f"{folder / 'lab.yaml'}, and the files that it names")]
    rows += [(f"tutor lab {c} {name}", what) for c, what in commands.items() if c in lab.commands]
    if (folder.parent / "course.yaml").is_file():
        rows.append(("list it", f"under `labs` in {folder.parent / 'course.yaml'}"))
    width = max(len(left) for left, _ in rows)
    return [f"  {left:<{width}}   {right}" for left, right in rows]

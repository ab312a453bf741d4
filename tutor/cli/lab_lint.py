"""The commands lab lint and lab schema: what is wrong with a lab, told without an engine, and what editors check as one types."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from tutor import paths
from tutor.cli.lab import lab
from tutor.cli.named_labs import apps_beside, folder_of, is_of_pack, is_path, is_there
from tutor.errors import UsageProblem
from tutor.safe_text import clean_line

if TYPE_CHECKING:
    from tutor.author.lint import Linted


@lab.command()
@click.argument("labs", nargs=-1, metavar="[LAB|PATH]...")
@click.option("--all", "every", is_flag=True, help="All labs of the course, as without any name.")
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option("--json", "as_json", is_flag=True, help="Print an object with the findings.")
def lint(labs: tuple[str, ...], every: bool, strict: bool, as_json: bool) -> None:
    """Tell all that is wrong with labs, each with file, line and fix; no engine is needed.

    LAB is an id of the course, PATH the folder of a lab or of a course. Without any: all labs of the course.

    \b
    Examples:
      tutor lab lint
      tutor lab lint ./my-lab --strict

    Exit code 0: nothing, or warnings only, 1: errors, 2: wrong usage.
    """
    from tutor.author.lint_form import lint_form, lint_lines
    from tutor.plain.json_form import JSON_VERSION

    if labs and every:
        raise UsageProblem("Name labs, or ask for --all; not both.")
    found = _linted(labs)
    found = found.strict() if strict else found
    if as_json:
        click.echo(json.dumps({"json_version": JSON_VERSION, **lint_form(found)}, indent=2))
    else:
        for line in lint_lines(found):
            click.echo(line)
    sys.exit(1 if found.errors else 0)


@lab.command()
def schema() -> None:
    """Print the JSON Schema of lab.yaml, for editors that complete and check YAML.

    Begin lab.yaml with this line, and keep the schema beside it:

    \b
      # yaml-language-server: $schema=lab.schema.json
    """
    from tutor.author.schema import schema_text
    from tutor.checks import known_checks

    click.echo(schema_text(known_checks()), nl=False)


def _linted(labs: tuple[str, ...]) -> Linted:
    from tutor.author.lint import Linted, lint_course
    from tutor.checks import known_checks

    if not labs:
        return lint_course(paths.labs_dir(), paths.apps_dir(), known_checks())
    found = Linted((), ())
    for name in dict.fromkeys(labs):
        found += _in_folder(name) if is_path(name) else _of_course(name)
    return found


def _in_folder(name: str) -> Linted:
    """Return what is wrong with the lab, or the course, in a folder."""
    from tutor.author.lint import lint_course, lint_lab
    from tutor.checks import known_checks

    folder = folder_of(name)
    if is_there(folder / "course.yaml") and not is_there(folder / "lab.yaml"):
        return lint_course(folder, apps_beside(folder.resolve()), known_checks())
    return lint_lab(
        folder, apps_beside(folder.resolve().parent), known_checks(), clean_line(str(folder), 200)
    )


def _of_course(name: str) -> Linted:
    """Return what is wrong with one lab of the course, or of a pack."""
    from tutor.author.lint import lint_course
    from tutor.checks import known_checks
    from tutor.cli.pack_parts import shelf
    from tutor.content.problems import did_you_mean

    labs, apps = paths.labs_dir(), paths.apps_dir()
    if is_of_pack(name):
        pack_id, _, name = name.partition("/")
        pack = shelf().pack(pack_id)
        labs, apps = pack.labs, pack.apps(apps)
    name = name.partition("/")[0]  # a part is a part of its lab's files
    if not is_there(labs / name / "lab.yaml"):
        known = sorted(p.parent.name for p in labs.glob("*/lab.yaml"))
        raise UsageProblem(
            f"There is no lab called `{clean_line(name, 60)}`.", did_you_mean(name, known).strip()
        )
    return lint_course(labs, apps, known_checks()).only(f"{labs.resolve().name}/{name}/")

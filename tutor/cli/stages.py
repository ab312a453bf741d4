"""The command stages: the stages of a Dockerfile as a picture in text, or as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli import parts
from tutor.cli.group import main
from tutor.cli.report_output import print_json, print_lines

if TYPE_CHECKING:
    from tutor.model.measured import Measured


@main.command()
@click.argument("what", metavar="LAB|FILE")
@click.option(
    "--image", help="The image that was built from it, or its archive, for the sizes of what ships."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def stages(what: str, image: str | None, as_json: bool) -> None:
    """Draw the stages of a Dockerfile: what each begins with, what it takes from where, and which of them ship.

    LAB draws your Dockerfile for a lab, FILE any other one. Of a broken file, what can be drawn is drawn.

    \b
    Examples:
      tutor stages two-stages
      tutor stages ./Dockerfile --image shop:1
    """
    from tutor.dockerfile import decode
    from tutor.dockerfile.diagram import stage_map
    from tutor.plain.stage_lines import stage_form, stage_lines

    file = _file(what)
    text = decode(parts.read_file(file))
    found = stage_map(text, _measured(text, image, file) if image else None)
    if as_json:
        print_json(stage_form(found))
    else:
        print_lines(lambda width, plain: stage_lines(found, width, ascii_only=plain))


def _file(what: str) -> Path:
    """Return the file that is meant: a path, or the learner's Dockerfile for a lab."""
    if Path(what).is_file() or ("/" in what and parts.course().find(what) is None):
        return Path(what)
    return parts.workspace(parts.find(parts.course(), what)).dockerfile


def _measured(text: str, image: str, file: Path) -> Measured:
    """Return the sizes of the layers of an image that was built from a file."""
    from tutor.cli.looking import LookOptions, look
    from tutor.model.measured import layers_of, measured

    return measured(text, layers_of(look(image, LookOptions(file))))

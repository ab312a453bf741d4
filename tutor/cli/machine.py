"""The commands about the machine: doctor, bases, clean."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from tutor import paths
from tutor.cli import parts
from tutor.cli.group import main
from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.plain.doctor import Finding
    from tutor.plain.running_line import RunningLine


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print an object with the findings.")
def doctor(as_json: bool) -> None:
    """Tell what is well and what is not, with the fix. Exit code 3 if something FAILs."""
    from tutor.plain.doctor import examine
    from tutor.plain.running_line import RunningLine

    with RunningLine(sys.stderr) as running:
        running.show("     looking at this machine")
        findings = examine(parts.engine, parts.base_images(parts.course()), paths.home())
        failed = _report(findings, running, as_json)
    sys.exit(3 if failed else 0)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print an object with the findings.")
@click.option("--no-pull", is_flag=True, help="Do not ask a registry; build stand-ins at once.")
def bases(as_json: bool, no_pull: bool) -> None:
    """Make the base images of the labs present: local, pulled, or a stand-in built here.

    Exit code 3 if that cannot be done.
    """
    from tutor.plain.running_line import RunningLine

    with RunningLine(sys.stderr) as running:
        failed = _report(_prepare(running, pull=not no_pull), running, as_json)
    sys.exit(3 if failed else 0)


def _prepare(running: RunningLine, *, pull: bool) -> Iterator[Finding]:
    from tutor.bases.ensure import BaseNote, BaseProgress, ensure
    from tutor.engine.port import Cancel
    from tutor.plain.doctor import Finding, base_finding
    from tutor.safe_text import megabytes

    subject = "engine"
    try:
        engine = parts.engine()
        for subject in parts.base_images(parts.course()):
            events = ensure(engine, subject, Cancel(), allow_pull=pull, downloads=parts.downloads())
            for event in events:
                if isinstance(event, BaseProgress):
                    running.show(f"     {event.label} {megabytes(event.current)}")
                elif isinstance(event, BaseNote):
                    running.clear()
                    parts.tell(event.text)
            yield base_finding(engine, subject)
    except TutorError as e:
        yield Finding("FAIL", subject, e.message, e.fix)


@main.command()
@click.option("--stand-ins", is_flag=True, help="Remove the stand-ins of base images, too.")
def clean(stand_ins: bool) -> None:
    """Remove every container and image that the tutor made, and its build cache; pulled base images and your work stay."""
    from tutor.plain.running_line import RunningLine
    from tutor.safe_text import megabytes

    engine = parts.engine()
    with RunningLine(sys.stderr) as running:
        running.show("     removing what the tutor made")
        cleaned = engine.clean(whole_cache=parts.is_private(engine.info().address))
    images = cleaned.images
    if stand_ins:
        from tutor.bases.ensure import is_stand_in, known_recipes

        for reference in known_recipes():
            info = engine.image(reference)
            if info is not None and is_stand_in(info):
                engine.remove_image(reference)
                images += 1
    freed = f", {megabytes(cleaned.cache_bytes)} of build cache" if cleaned.cache_bytes else ""
    click.echo(f"removed {cleaned.containers} containers, {images} images{freed}")


def _report(findings: Iterable[Finding], running: RunningLine, as_json: bool) -> bool:
    """Print findings as they come, or all as JSON; return whether one is a FAIL."""
    rows = []
    for finding in findings:
        rows.append(finding.row)
        running.clear()
        if not as_json:
            _show_row(finding.row)
    if as_json:
        from tutor.plain.json_form import findings_form

        click.echo(json.dumps(findings_form(rows), indent=2))
    return any(row[0] == "FAIL" for row in rows)


def _show_row(row: tuple[str, str, str, str]) -> None:
    state, subject, found, fix = row
    click.echo(f"{state:<5} {subject:<16} {found}")
    if fix:
        click.echo(f"      {'':<16} {fix}")

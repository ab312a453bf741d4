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
from tutor.safe_text import clean_line

if TYPE_CHECKING:
    from tutor.engine.port import Engine
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
        findings = examine(parts.engine, parts.base_images(parts.shipped_course()), paths.home())
        failed = _report(findings, running, as_json)
    sys.exit(3 if failed else 0)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print an object with the findings.")
@click.option("--no-pull", is_flag=True, help="Do not ask a registry; build stand-ins at once.")
@click.option("--list", "only_list", is_flag=True, help="Only tell which are here, and which could be built.")
@click.argument("images", metavar="[IMAGE|LAB]...", nargs=-1)
def bases(as_json: bool, no_pull: bool, only_list: bool, images: tuple[str, ...]) -> None:
    """Make base images present: local, pulled, or a stand-in built here.

    A LAB stands for the images that it needs. Without any, those of all labs of the course; those of packs come with the
    first build of their labs. Exit code 3 if one cannot be made present.
    """
    from tutor.plain.running_line import RunningLine

    if not all(images):
        raise click.UsageError("An IMAGE needs a name, as in `golang:1.24-alpine`.")
    images = _named(images)
    with RunningLine(sys.stderr) as running:
        found = _list(images) if only_list else _prepare(running, images, pull=not no_pull)
        failed = _report(found, running, as_json)
    sys.exit(3 if failed else 0)


def _named(names: Iterable[str]) -> tuple[str, ...]:
    """Return the images of these names, of which some are labs."""
    course = parts.shipped_course()
    labs = {name: course.find(name) for name in names}
    images = [image for name, lab in labs.items() for image in (lab.base_images if lab else (name,))]
    return tuple(dict.fromkeys(images))


def _list(images: tuple[str, ...]) -> Iterator[Finding]:
    """Yield what there is to tell of these images; without any, of what the labs need and what can be built."""
    from tutor.bases.ensure import known_recipes
    from tutor.plain.doctor import Finding, base_finding, recipe_finding

    try:
        engine = parts.engine()
        needed = images or parts.base_images(parts.shipped_course())
        for reference in needed:
            yield base_finding(engine, reference)
        for reference in () if images else known_recipes():
            if reference not in needed:
                yield recipe_finding(engine, reference)
    except TutorError as e:
        yield Finding("FAIL", "engine", e.message, e.fix)


def _prepare(running: RunningLine, images: tuple[str, ...], *, pull: bool) -> Iterator[Finding]:
    from tutor.plain.doctor import Finding, base_finding

    try:
        engine = parts.engine()
        needed = images or parts.base_images(parts.shipped_course())
    except TutorError as e:
        yield Finding("FAIL", "engine", e.message, e.fix)
        return
    for reference in needed:
        try:
            _ensure(engine, reference, running, pull=pull)
            yield base_finding(engine, reference)
        except TutorError as e:
            yield Finding("FAIL", clean_line(reference, 60), e.message, e.fix)


def _ensure(engine: Engine, reference: str, running: RunningLine, *, pull: bool) -> None:
    """Make one base image present, telling what goes on."""
    from tutor.bases.ensure import BaseNote, BaseProgress, ensure
    from tutor.engine.port import Cancel
    from tutor.safe_text import megabytes

    for event in ensure(engine, reference, Cancel(), allow_pull=pull, downloads=parts.downloads()):
        if isinstance(event, BaseProgress):
            running.show(f"     {event.label} {megabytes(event.current)}")
        elif isinstance(event, BaseNote):
            running.clear()
            parts.tell(event.text)


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
    click.echo(f"{state:<5} {subject:<22} {found}")
    if fix:
        click.echo(f"      {'':<22} {fix}")

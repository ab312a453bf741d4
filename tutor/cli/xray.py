"""The commands xray and diff: what an image ships, what two images differ in, and rules for CI."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tutor.cli import amounts, looking
from tutor.cli.group import main
from tutor.cli.looking import LookOptions
from tutor.cli.report_output import Output, end, print_json, print_lines, write_page
from tutor.report.amount import Amount
from tutor.report.rules import Rules, judge
from tutor.safe_text import clean_line

if TYPE_CHECKING:
    from tutor.model.xray import Category, XRay

_FILE = click.Path(dir_okay=False, path_type=Path)
_Command = TypeVar("_Command", bound=Callable[..., Any])
_OPTIONS = (
    click.option("--json", "as_json", is_flag=True, help="Print one JSON document."),
    click.option("--items", is_flag=True, help="With --json: every file."),
    click.option("--html", type=_FILE, help="Write a report with a map to walk in; one file, opens offline."),
    click.option("--top", type=click.IntRange(1, 1_000_000), help="Rows of each list; 20 if left out."),
    click.option(
        "--base", "bases", multiple=True, metavar="IMAGE", help="The base image; found out if left out."
    ),
    click.option(
        "--fail-over", metavar="SIZE", callback=amounts.size, help="Fail if it is larger, as in 150MB."
    ),
    click.option(
        "--fail-waste",
        metavar="SIZE",
        callback=amounts.size,
        help="Fail if more ships for nothing, beside what the base image itself wastes.",
    ),
    click.option(
        "--fail-on",
        metavar="CATEGORY[,..]",
        callback=amounts.categories,
        help="Fail if a byte of these ships, as in dev-dependencies,build-tools,caches,sources.",
    ),
)


def _report(command: _Command) -> _Command:
    """Give a command the options that all reports have."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@main.command()
@click.argument("image", metavar="IMAGE|ARCHIVE")
@click.option(
    "--dockerfile", type=_FILE, help="What it was built from, for the lines that brought each layer."
)
@_report
def xray(
    image: str,
    dockerfile: Path | None,
    as_json: bool,
    items: bool,
    html: Path | None,
    top: int | None,
    bases: tuple[str, ...],
    fail_over: Amount | None,
    fail_waste: Amount | None,
    fail_on: tuple[Category, ...],
) -> None:
    """Show what an image ships: what each file is, what brought it, and what ships for nothing.

    IMAGE|ARCHIVE is an image of the engine, an archive of `docker save`, or a folder or archive in OCI layout.

    \b
    Examples:
      tutor xray shop:1 --dockerfile Dockerfile --html report.html
      tutor xray image.tar --fail-over 150MB --fail-on dev-dependencies,caches

    Exit code 0: fine, 1: a rule is broken, 2: wrong usage, 3: engine or network trouble.
    """
    from tutor.html.page import xray_page
    from tutor.plain.xray_json import xray_form
    from tutor.plain.xray_lines import xray_lines

    output = Output(as_json, items, html, top)
    output.check()
    seen = _look(image, LookOptions(dockerfile, bases))
    findings = judge(Rules(fail_over, fail_waste, fail_on), seen)
    if html is not None:
        write_page(html, xray_page(seen, output.rows))
    if as_json:
        print_json(xray_form(seen, findings, top=top, items=items))
    else:
        print_lines(lambda width, plain: xray_lines(seen, width, output.rows, ascii_only=plain))
    end(findings, as_json=as_json)


@main.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "--dockerfile", type=_FILE, help="What B was built from, for the lines that brought each layer."
)
@click.option("--dockerfile-before", type=_FILE, help="The same for A.")
@click.option(
    "--fail-growth",
    metavar="SIZE|PERCENT",
    callback=amounts.size_or_percent,
    help="Fail if B is larger by more, as in 10MB or 5%.",
)
@_report
def diff(
    before: str,
    after: str,
    dockerfile: Path | None,
    dockerfile_before: Path | None,
    fail_growth: Amount | None,
    as_json: bool,
    items: bool,
    html: Path | None,
    top: int | None,
    bases: tuple[str, ...],
    fail_over: Amount | None,
    fail_waste: Amount | None,
    fail_on: tuple[Category, ...],
) -> None:
    """Show what image B drops, adds and changes of image A, and what it could still drop.

    A and B are images of the engine, archives of `docker save`, or folders or archives in OCI layout. All rules but
    --fail-growth are about B.

    \b
    Examples:
      tutor diff shop:traditional shop:multi --html report.html
      tutor diff shop:main shop:branch --fail-growth 5% --fail-on build-tools

    Exit code 0: fine, 1: a rule is broken, 2: wrong usage, 3: engine or network trouble.
    """
    from tutor.html.page import difference_page
    from tutor.plain.diff_lines import diff_lines
    from tutor.plain.xray_json import difference_form

    output = Output(as_json, items, html, top)
    output.check()
    old = _look(before, LookOptions(dockerfile_before, bases))
    new = _look(after, LookOptions(dockerfile, bases))
    found = looking.difference(old, new)
    findings = judge(Rules(fail_over, fail_waste, fail_on, fail_growth), new, found)
    if html is not None:
        write_page(html, difference_page(found, output.rows))
    if as_json:
        print_json(difference_form(found, findings, top=top, items=items))
    else:
        print_lines(lambda width, plain: diff_lines(found, width, output.rows, ascii_only=plain))
    end(findings, as_json=as_json)


def _look(reference: str, options: LookOptions) -> XRay:
    """Return the X-ray of an image; says what takes longer than a moment."""
    from tutor.plain.running_line import RunningLine

    with RunningLine(sys.stderr) as running:
        running.show(f"     reading {clean_line(reference, 100)}")
        return looking.look(reference, options)

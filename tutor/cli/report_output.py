"""Where a report goes: to standard output as text or JSON, into a file as HTML; and what it ends with."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tutor.errors import UsageProblem

if TYPE_CHECKING:
    from tutor.report.rules import Finding

ROWS = 20
"""Rows of each list if the user does not say how many."""
_WIDE = 120
"""Columns where the output is no terminal: each row in one line, for those that search in it."""


@dataclass(frozen=True)
class Output:
    """How the user wants a report."""

    as_json: bool
    items: bool
    html: Path | None
    top: int | None

    @property
    def rows(self) -> int:
        """Return how many rows each list has in text and HTML."""
        return self.top or ROWS

    def check(self) -> None:
        """Raise `UsageProblem` if the HTML file cannot be, before anything takes time."""
        if self.html is None:
            return
        if str(self.html) == "-":
            raise UsageProblem(
                "A report in HTML goes into a file, not to standard output.",
                "Name one: --html report.html",
            )
        if not _target(self.html).parent.is_dir():
            raise UsageProblem(
                f"{self.html.parent}: there is no such folder.", "Make it, or name another file."
            )


def print_lines(make: Callable[[int, bool], Iterable[str]]) -> None:
    """Print lines that are made for a width, with blocks or in ASCII, as the output can show them."""
    plain = not _shows(sys.stdout.encoding)
    for line in make(shutil.get_terminal_size((_WIDE, 24)).columns, plain):
        click.echo(_encodable(line, sys.stdout.encoding) if plain else line)


def print_json(form: dict[str, Any]) -> None:
    """Print one document."""
    click.echo(json.dumps(form, indent=2))


def write_page(file: Path, page: str) -> None:
    """Write an HTML report to where `file` leads: a pipe or a device takes it as it comes, and stays what it is."""
    if file.exists() and not file.is_file():
        file.write_text(page, encoding="utf-8")
    else:
        _replace(_target(file), page)
    click.echo(f"     report: {file}", err=True)


def _target(file: Path) -> Path:
    """Return where the links of a path lead, whether or not there is something."""
    return Path(os.path.realpath(file))  # unlike `resolve`, no error where links go around in circles


def _replace(file: Path, page: str) -> None:
    """Put a page into a file in one step, so that a full disk leaves no half of one."""
    with tempfile.NamedTemporaryFile(
        "w", dir=file.parent, suffix=".new", encoding="utf-8", delete=False
    ) as new:
        try:
            new.write(page)
            new.close()
            Path(new.name).chmod(0o644)
            Path(new.name).replace(file)
        except OSError:
            Path(new.name).unlink(missing_ok=True)
            raise


def end(findings: Iterable[Finding], *, as_json: bool) -> None:
    """Tell broken rules, each in one line, and end with exit code 1 if there are any."""
    from tutor.plain.rule_lines import rule_lines

    broken = list(rule_lines(findings))
    for line in broken:
        click.echo(_encodable(line, (sys.stderr if as_json else sys.stdout).encoding), err=as_json)
    sys.exit(1 if broken else 0)


def _shows(encoding: str | None) -> bool:
    try:
        "█▏…".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _encodable(line: str, encoding: str | None) -> str:
    if _shows(encoding):
        return line
    return line.replace("…", "~").encode("ascii", "replace").decode("ascii")

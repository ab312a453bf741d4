"""The command lab stats: what the attempts on this machine tell of the labs."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli import parts
from tutor.cli.lab import lab
from tutor.errors import UsageProblem

if TYPE_CHECKING:
    from tutor.store import Store


@lab.command()
@click.argument("labs", nargs=-1, metavar="[LAB]...")
@click.option(
    "--progress",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The progress.db of somebody else; yours if left out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print an object with the numbers.")
def stats(labs: tuple[str, ...], file: Path | None, as_json: bool) -> None:
    """Tell minutes, attempts, hints and the hardest point of each lab, from the progress on this machine.

    Without a LAB, of all labs. Nothing leaves this machine.
    """
    from tutor.plain.json_form import JSON_VERSION
    from tutor.plain.lab_stats_lines import stats_form, stats_lines
    from tutor.report.lab_stats import lab_stats

    course = parts.course()
    chosen = tuple(parts.find(course, name) for name in dict.fromkeys(labs)) or course.labs
    with parts.open_store() if file is None else _foreign(file) as store:
        rows = [
            (one, lab_stats(store.progress(one.id), store.attempts(one.id), store.hints.of(one.id)))
            for one in chosen
        ]
    if as_json:
        click.echo(json.dumps({"json_version": JSON_VERSION, "labs": stats_form(rows)}, indent=2))
        return
    for line in stats_lines(rows):
        click.echo(line)


@contextmanager
def _foreign(file: Path) -> Iterator[Store]:
    """Give what is in somebody else's progress; only a copy is opened, because opening brings a file up to date."""
    from tutor.store import Store

    with tempfile.TemporaryDirectory(prefix="tutor-stats-") as folder:
        copy = Path(folder) / "progress.db"
        if file.exists() and not file.is_file():  # a device or a pipe may have no end
            raise UsageProblem(f"{file} is no file.", "Name the progress.db of a tutor.")
        try:
            shutil.copyfile(file, copy)
        except OSError as e:
            raise UsageProblem(f"{file}: {e.strerror or e}.", "Name the progress.db of a tutor.") from None
        with Store.open(copy) as store:
            if store.notice:
                raise UsageProblem(f"{file} is no progress of a tutor.", "Name the progress.db of a tutor.")
            yield store

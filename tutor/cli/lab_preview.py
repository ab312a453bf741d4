"""The command lab preview: a lab as learners see it, anew at each save of its files."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor import paths
from tutor.cli import parts
from tutor.cli.lab import lab
from tutor.errors import UsageProblem

if TYPE_CHECKING:
    from tutor.model.course import Lab


@lab.command()
@click.argument("name", metavar="LAB|PATH")
def preview(name: str) -> None:
    """Open the app on one lab, and show it anew whenever one of its files is saved.

    F10 lists all that the lab consists of: its problems, pages, checks with their hints, solutions and mistakes, to read, to
    jump to, and to try. Progress and Dockerfile are thrown away at the end; mistakes in the files are told with their lines.
    """
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise UsageProblem(
            "The preview needs a terminal.", "`tutor lab verify PATH` proves a lab without one."
        )
    from tutor.cli.named_labs import named_lab

    first = named_lab(name)  # a lab that cannot be read has nothing to show
    with tempfile.TemporaryDirectory(prefix="tutor-preview-") as folder:
        code = _run(first, Path(folder))
    sys.exit(code)


def _run(first: Lab, own: Path) -> int:
    """Run the app with progress and workspace in a folder of its own; return its exit code."""
    from tutor.author.known_words import known_words
    from tutor.cli.app import file_content_of
    from tutor.cli.named_labs import labs_in
    from tutor.engine.local import find_dockerd
    from tutor.store import Store
    from tutor.tui.preview import PreviewApp, Source

    folder = first.manifest_folder

    def load() -> Lab:
        labs = labs_in(folder)
        return next((lab for lab in labs if lab.folder == first.folder), labs[0])

    source = Source(
        folder,
        load,
        lambda of: known_words(of, parts.engine, paths.cache_dir()),
    )
    with Store.open(own / "progress.db") as store:
        app = PreviewApp(
            source,
            load(),
            store=store,
            workspaces=own / "work",
            downloads=parts.downloads(),
            connect=parts.engine,
            start_engine=parts.private_engine().up if find_dockerd() else None,
            read_file=file_content_of,
        )
        app.run()
    return app.return_code or 0

"""Open the app."""

from __future__ import annotations

import sys

import click

from tutor import paths
from tutor.cli import parts
from tutor.cli.pack_parts import installed_labs
from tutor.errors import UsageProblem


def open_app(lab: str | None) -> None:
    """Run the app until it is left; on a lab if one is named. Raises `UsageProblem` if there is no such lab."""
    everything = parts.course()
    if lab is not None:  # of one with parts, the first that is left to do
        lab = parts.find(everything, lab).id
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise UsageProblem(
            "The app needs a terminal.", "Without one, use `tutor list`, `tutor check LAB` and `tutor demo`."
        )
    from tutor.engine.local import find_dockerd
    from tutor.tui.app import TutorApp

    chosen, trouble = parts.chosen_course(everything)
    if lab is not None and chosen.find(lab) is None:
        chosen = everything
    with parts.open_store() as store:
        app = TutorApp(
            chosen,
            store=store,
            workspaces=paths.workspaces(),
            downloads=parts.downloads(),
            connect=parts.engine,
            start_engine=parts.private_engine().up if find_dockerd() else None,
            open_lab=lab,
            read_file=file_content_of,
        )
        app.run()
    for line in filter(None, (trouble, *installed_labs().broken.values())):
        click.echo(f"tutor: {line}", err=True)
    if parts.private_engine().pid is not None:
        click.echo("The private engine still runs, for the next time; `tutor engine down` stops it.")
    sys.exit(app.return_code or 0)


def file_content_of(image_id: str, path: str) -> bytes:
    """Return what is in a file of an image, of a large one its start."""
    from tutor.engine.file_content import file_content
    from tutor.tui.file_text import SHOWN_LIMIT

    return file_content(parts.engine(), image_id, path, SHOWN_LIMIT)

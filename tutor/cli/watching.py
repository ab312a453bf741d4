"""The command watch: the verdict of `check`, again at each save."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import click

from tutor.cli import parts
from tutor.cli.attempts import Wishes, run_attempt
from tutor.cli.group import main
from tutor.errors import TutorError

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.engine.port import Cancel, Engine
    from tutor.model.course import Lab
    from tutor.model.outcome import Verdict
    from tutor.store import Store
    from tutor.watch import Sight

_HEADING_WIDTH = 60


@main.command()
@click.argument("lab")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one JSON document a line and verdict; progress goes to standard error.",
)
@click.option("--logs", is_flag=True, help="Show the build's output.")
@click.option("--build-seconds", type=click.IntRange(1, 86400), help="Another time limit for each build.")
def watch(lab: str, as_json: bool, logs: bool, build_seconds: int | None) -> None:
    """Check your Dockerfile for LAB now, and again each time you save it, or its ignore file.

    A save during a check stops that check and starts over with what you saved. Ctrl-C ends.

    \b
    Example, beside an editor of your own:
      tutor watch two-stages
      vim "$(tutor path two-stages)"      in another terminal

    Exit code 0: ended while it waited, 130: ended during a check, 2: wrong usage.
    """
    found = parts.find(parts.course(), lab)
    file = parts.workspace(found).dockerfile
    with parts.open_store() as store:
        _Rounds(found, file, store, Wishes(as_json, logs, build_seconds)).go_on()


class _Rounds:
    """Checks one file again and again, until the user ends it."""

    def __init__(self, lab: Lab, file: Path, store: Store, wishes: Wishes) -> None:
        from tutor.watch import FileWatch, Newest
        from tutor.workspace import READ_LIMIT, own_ignore, own_ignore_name

        self._lab, self._file, self._store, self._wishes = lab, file, store, wishes
        self._saves: Newest[Sight] = Newest()
        self._watch = FileWatch(file, self._saves.put, limit=READ_LIMIT)
        beside = file.with_name(own_ignore_name(file))
        self._ignore_watch = FileWatch(beside, lambda _: self._ignore_seen(), limit=READ_LIMIT)
        self._ignore = own_ignore(file)
        """The text of the ignore file that counts now."""
        self._engine: Engine | None = None
        """The engine that answered last."""
        self._judged: tuple[bytes, str | None] | None = None
        """What the last verdict was about, the Dockerfile and its ignore file; None if there is none that counts."""
        self._checking = False

    def go_on(self) -> None:
        """Check at each save; returns when the user interrupts the waiting, and raises if a check was interrupted."""
        self._wishes.say(f"     watching {self._file}")
        try:
            with self._watch, self._ignore_watch:
                while True:
                    seen, cancel = self._saves.take()
                    if seen.data is None:
                        self._wishes.say(_trouble(seen, self._file, self._lab))
                    elif (seen.data, self._ignore) == self._judged:
                        self._wishes.say("     The file is back, as it was at the last check.")
                    else:
                        self._round(seen.data, cancel)
        except KeyboardInterrupt:
            if self._checking:
                raise
            click.echo("\ntutor: no longer watching", err=True)

    def _ignore_seen(self) -> None:
        """Check again if another text of the ignore file counts now; called on the thread of its watch."""
        from tutor.watch import look
        from tutor.workspace import READ_LIMIT, own_ignore

        now = own_ignore(self._file)
        if now != self._ignore:
            self._ignore = now
            self._saves.put(look(self._file, READ_LIMIT))

    def _round(self, data: bytes, cancel: Cancel) -> None:
        self._judged, ignore = None, self._ignore
        self._wishes.say(
            "\n" + f"== {time.strftime('%H:%M:%S')}  {self._lab.title} ".ljust(_HEADING_WIDTH, "=")
        )
        self._checking = True
        verdict = self._check(data, ignore, cancel)
        self._checking = False
        if verdict is not None and verdict.status == "cancelled":
            self._wishes.say("     stopped, because the file was changed meanwhile")
        elif verdict is not None and verdict.status != "could_not_run":
            self._judged = (data, ignore)
            self._wishes.say("     waiting for the next save; Ctrl-C ends")
        else:
            self._engine = None
            self._watch.count_a_rewrite()
            self._wishes.say("     waiting; the next save tries again, even without a change; Ctrl-C ends")

    def _check(self, data: bytes, ignore: str | None, cancel: Cancel) -> Verdict | None:
        """Run an attempt; return its verdict, or None after trouble, which is told."""
        from tutor.plain.json_form import verdict_form

        trouble = ""
        if self._engine is None:
            self._engine, trouble = parts.engine_or_trouble()
        try:
            found = self._engine, trouble
            answered = self._store.answers.given(self._lab.id)
            verdict = run_attempt(self._lab, data, found, self._store, cancel, self._wishes, ignore, answered)
        except TutorError as error:
            self._wishes.say(f"     {error.message} {error.fix}")
            return None
        if self._wishes.as_json and verdict.status != "cancelled":
            click.echo(json.dumps(verdict_form(verdict)))
        return verdict


def _trouble(seen: Sight, file: Path, lab: Lab) -> str:
    """Return what is wrong with the file and what helps, while the watch goes on."""
    match seen.problem:
        case "no_folder":
            told = f"The folder {file.parent} is gone. Put it back, or make the file anew with `tutor path {lab.id}`"
        case "no_file":
            told = f"The file {file} is gone. Save it again, or make it anew with `tutor path {lab.id}`"
        case _:
            told = f"{seen.reason}: {file}. Make it a file that you may read"
    return f"\n     {told}; the next check starts then."

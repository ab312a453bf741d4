"""Run an attempt and print it as it goes on."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from tutor.cli import parts
from tutor.errors import EngineTrouble

if TYPE_CHECKING:
    from collections.abc import Collection

    from tutor.engine.port import Cancel, Engine
    from tutor.model.course import Lab
    from tutor.model.outcome import Verdict
    from tutor.store import Store


@dataclass(frozen=True)
class Wishes:
    """How the user wants attempts to be run and printed."""

    as_json: bool = False
    """Progress goes to standard error, because the verdict goes to standard output as JSON."""
    logs: bool = False
    build_seconds: int | None = None

    def say(self, line: str) -> None:
        """Print a line of progress where it belongs."""
        click.echo(line, err=self.as_json)


def run_attempt(
    lab: Lab,
    data: bytes,
    found: tuple[Engine | None, str],
    store: Store | None,
    cancel: Cancel,
    wishes: Wishes,
    ignore: str | None = None,
    answered: Collection[str] = (),
) -> Verdict:
    """Judge `data`, print what happens, return the verdict; `found` is an engine, or why there is none.

    `ignore` is the text of the ignore file that belongs to this Dockerfile, if there is one;
    `answered` names the lab's questions that have an answer.

    Once `cancel` is thrown nothing more is printed. Raises `EngineTrouble` if there is no verdict.
    """
    from tutor.attempt import Finished, attempt
    from tutor.plain.lines import Lines
    from tutor.plain.running_line import RunningLine

    lines, verdict = Lines(logs=wishes.logs), None
    events = attempt(
        lab,
        data,
        found[0],
        store=store,
        cancel=cancel,
        downloads=parts.downloads(),
        no_engine=found[1],
        build_seconds=wishes.build_seconds,
        ignore=ignore,
        answered=answered,
    )
    with closing(events), RunningLine(sys.stderr if wishes.as_json else sys.stdout) as running:
        for event in events:
            if isinstance(event, Finished):
                verdict = event.verdict
            if cancel.thrown and (verdict is None or verdict.status == "cancelled"):
                continue
            for line in lines.of(event):
                running.clear()
                wishes.say(line)
            running.show(lines.now)
    if verdict is None:
        raise EngineTrouble(
            "The attempt ended without a verdict.", "Please repeat; if it happens again, report it."
        )
    return verdict

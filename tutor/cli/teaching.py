"""The commands that help on: hint, solution, skip, catch-up, reset."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from tutor.cli import parts
from tutor.cli.group import main
from tutor.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tutor.model.course import Lab
    from tutor.model.hints import HintLadder
    from tutor.store import Store

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print an object.")


@main.command()
@click.argument("lab")
@click.option("--answer", "said", help="Answer the question of the open hint, in a few words.")
@as_json_option
def hint(lab: str, said: str | None, as_json: bool) -> None:
    """Give the next hint for LAB, about the first check that failed.

    Exit code 0: a hint, 1: none now (the reason is told), 2: wrong usage.
    """
    from tutor.model.hints import Hint
    from tutor.plain.teaching_lines import hint_form, hint_lines

    found = parts.find(parts.course(), lab)
    with parts.open_store() as store:
        ladder = _ladder(found, store)
        if said is not None:
            _answer(found, ladder, said, store)
        given = ladder.next()
        if isinstance(given, Hint) and (opened := ladder.opened(given.check_id)):
            store.hints.keep(found.id, opened)
    if as_json:
        click.echo(json.dumps(hint_form(found, given), indent=2))
    else:
        for line in hint_lines(given):
            click.echo(line)
    sys.exit(0 if isinstance(given, Hint) else 1)


def _ladder(lab: Lab, store: Store) -> HintLadder:
    from tutor.model.hints import HintLadder

    ladder = HintLadder(lab.checks, store.hints.of(lab.id), store.answers.of(lab.id))
    last = store.last_verdict(lab.id)
    if last is not None:
        ladder.judged(last.outcomes, last.written_digest)
    return ladder


def _answer(lab: Lab, ladder: HintLadder, said: str, store: Store) -> None:
    """Keep the answer to the open hint's question."""
    from tutor.model.hints import answer_id
    from tutor.model.prediction import TEXT_LIMIT
    from tutor.model.question import Answer

    waiting = ladder.waiting()
    if waiting is None:
        raise UsageProblem("No hint waits for an answer.", "Leave `--answer` out to get the next hint.")
    if not said.strip():
        raise UsageProblem("The answer is empty.", "A few words are enough.")
    store.answers.keep(lab.id, [Answer(answer_id(waiting.check_id), said.strip()[:TEXT_LIMIT])])
    ladder.answer(waiting.check_id)


@main.command()
@click.argument("lab")
@click.option("--give-up", is_flag=True, help="Show it before a pass; the lab is marked as `shown`.")
@as_json_option
def solution(lab: str, give_up: bool, as_json: bool) -> None:
    """Show the reference of LAB against your Dockerfile, which stays as it is.

    Exit code 0: shown, 1: not before a pass without --give-up, 2: wrong usage.
    """
    from tutor.plain.teaching_lines import solution_form, solution_lines

    found = parts.find(parts.course(), lab)
    with parts.open_store() as store:
        progress = store.progress(found.id)
        if not progress.has_passed and progress.state != "shown" and not give_up:
            click.echo(f"tutor: “{found.title}” has not passed yet, so its solution stays closed.", err=True)
            click.echo("       `tutor hint` helps; `--give-up` shows it and marks the lab.", err=True)
            sys.exit(1)
        store.mark_shown(found.id)
        state = store.progress(found.id).state
    if as_json:
        click.echo(json.dumps(solution_form(found, state), indent=2))
        return
    workspace = parts.workspace(found)
    mine, ignore = (f.read().decode("utf-8", "replace") for f in (workspace, workspace.ignore_file))
    for line in solution_lines(found, mine, ignore):
        click.echo(line)


@main.command()
@click.argument("lab")
@as_json_option
def skip(lab: str, as_json: bool) -> None:
    """Pass over LAB; your next attempt at it takes that back."""
    from tutor.plain.teaching_lines import change_form

    found = parts.find(parts.course(), lab)
    with parts.open_store() as store:
        if not store.progress(found.id).has_passed:
            store.mark_skipped(found.id)
        state = store.progress(found.id).state
    told = "is skipped. Come back to it whenever you like." if state == "skipped" else "has passed already."
    click.echo(json.dumps(change_form(found, state), indent=2) if as_json else f"“{found.title}” {told}")


@main.command(name="catch-up")
@click.argument("lab")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json_option
def catch_up(lab: str, yes: bool, as_json: bool) -> None:
    """Put a reference in place of your Dockerfile for LAB; yours is kept beside it.

    That is the reference of the lab that LAB builds on; if it builds on none, its own, and LAB is marked as `shown`.
    """
    from tutor.plain.teaching_lines import change_form

    course = parts.course()
    found = parts.find(course, lab)
    if not yes:
        _confirm(f"Put a reference in place of your Dockerfile for “{found.title}”? Yours is kept beside it.")
    reference = course.catch_up(found)
    ignore = reference.ignore if found.ignore is not None else None
    kept = parts.workspace(found).put_both(reference.text, ignore)
    with parts.open_store() as store:
        if not found.builds_on:
            store.mark_shown(found.id)
        state = store.progress(found.id).state
    told = f"The reference is your Dockerfile now. {_kept_words(kept)}"
    click.echo(json.dumps(change_form(found, state, *map(str, kept)), indent=2) if as_json else told)


def _confirm(question: str) -> None:
    """Ask on a terminal; a script has to say `--yes`."""
    if not sys.stdin.isatty():
        raise UsageProblem("This needs your consent, and there is no terminal to ask on.", "Add `--yes`.")
    if not click.confirm(question, err=True):
        sys.exit(1)


@main.command()
@click.argument("lab")
@as_json_option
def reset(lab: str, as_json: bool) -> None:
    """Put the start file of LAB back; your own file is kept beside it."""
    from tutor.plain.teaching_lines import change_form

    found = parts.find(parts.course(), lab)
    kept = parts.workspace(found).reset(found)
    if as_json:
        with parts.open_store() as store:
            state = store.progress(found.id).state
        click.echo(json.dumps(change_form(found, state, *map(str, kept)), indent=2))
        return
    click.echo(f"The start file is back. {_kept_words(kept)}")


def _kept_words(kept: Sequence[Path]) -> str:
    """Return where the learner's own Dockerfile is kept, and their ignore file if that was another."""
    ignore = f" Your ignore file is kept as {kept[1]}." if len(kept) > 1 else ""
    return f"Yours is kept as {kept[0]}.{ignore}"

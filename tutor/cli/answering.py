"""The command answer: what a learner says of the lines of a file that is read, and of a lab's questions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from tutor.cli import parts
from tutor.cli.group import main
from tutor.errors import UsageProblem
from tutor.safe_text import clean_line

if TYPE_CHECKING:
    from tutor.attempt.predictions import Predictions
    from tutor.model.course import Lab
    from tutor.store import Store
    from tutor.workspace import Workspace


@main.command()
@click.argument("lab")
@click.argument("what", required=False)
@click.argument("said", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
def answer(lab: str, what: str | None, said: tuple[str, ...], as_json: bool) -> None:
    """Answer for WHAT in LAB: a line of a file that is read, or a question by its id.

    Without WHAT, all lines and questions are shown with their answers. Of a line, SAID is `run`, `build` or `no-size`,
    and `?` takes an answer back; of a choice it is an option or its number.

    \b
    Example:
      tutor answer read-an-image 19 run
      tutor answer read-an-image delete-later 1

    Exit code 0: kept or shown, 2: wrong usage.
    """
    from tutor.attempt.predictions import Predictions
    from tutor.plain.answer_lines import answers_form, answers_lines

    found = parts.find(parts.course(), lab)
    workspace = parts.workspace(found)
    with parts.open_store() as store:
        last = store.last_verdict(found.id)
        predictions = Predictions(found, store.answers.of(found.id), last)
        if what is not None:
            words = " ".join(said)
            if what.isdecimal() and found.reading is not None:
                _line(workspace, int(what[:9]), words)
            else:
                _question(found, predictions, store, what, words, _text(workspace))
        sizes = last.sizes.lines if last else ()
        state = store.progress(found.id).state
    text = _text(workspace)
    if as_json:
        click.echo(json.dumps(answers_form(found, text, sizes, predictions.answers, state), indent=2))
        return
    for line in answers_lines(found, text, sizes, predictions, state):
        click.echo(line)


def _line(workspace: Workspace, line: int, said: str) -> None:
    """Write an answer above a line of the learner's file."""
    from tutor.dockerfile.answer_lines import answered_lines, with_answer
    from tutor.model.reading import OPEN, WORDS, word_of

    text = _text(workspace)
    lines = [a.line for a in answered_lines(text)]
    if line not in lines:
        there = ", ".join(map(str, lines)) or "no line"
        raise UsageProblem(f"No instruction begins in line {line}.", f"They begin in: {there}.")
    word = "" if said == OPEN else word_of(said)
    if word is None:
        shown = clean_line(said, 60) or "nothing"
        raise UsageProblem(
            f"`{shown}` is no answer.", f"Say {', '.join(f'`{w}`' for w in WORDS)}; `?` takes it back."
        )
    workspace.save(with_answer(text, line, word))


def _question(lab: Lab, predictions: Predictions, store: Store, what: str, said: str, text: str) -> None:
    """Keep the answer to a question whose result is not known yet."""
    from tutor.model.asking import predictions as predictions_of

    known = {q.id: q for q in predictions_of(lab)}
    question = known.get(what)
    if question is None:
        lines = "the number of a line, or " if lab.reading is not None else ""
        raise UsageProblem(
            f"“{lab.title}” has no question called `{clean_line(what, 60)}`.",
            f"Name {lines}one of: {', '.join(known) or 'none'}.",
        )
    before = predictions.answers.get(what)
    if question.fact in predictions.facts or (before is not None and before.sentence and not before.skipped):
        raise UsageProblem(
            "The result is known already, so there is nothing to predict.", "Answer another one."
        )
    kept = predictions.answer(question, said, text)
    if isinstance(kept, str):
        raise UsageProblem(kept, " / ".join(question.options) or predictions.asked(question))
    store.answers.keep(lab.id, [kept])


def _text(workspace: Workspace) -> str:
    """Return the learner's file; raises `FileProblem` if it is no text."""
    from tutor.dockerfile import decode

    return decode(workspace.read())

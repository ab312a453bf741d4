"""Ask for predictions on a terminal before a build, and compare them with its result."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.model.course import Lab
    from tutor.model.outcome import Verdict
    from tutor.model.question import Answer, Question
    from tutor.store import Store


class Predicting:
    """The predictions of one `tutor check`; without a terminal nothing is asked, so that no script waits."""

    def __init__(self, lab: Lab, store: Store, data: bytes, ignore: str | None = None) -> None:
        """`ignore` is the text of the Dockerfile's own ignore file."""
        from tutor.attempt.predictions import Predictions
        from tutor.dockerfile import decode
        from tutor.errors import FileProblem

        self._lab, self._store = lab, store
        answers, verdict = store.answers.of(lab.id), store.last_verdict(lab.id)
        self._predictions = Predictions(lab, answers, verdict, lambda: ignore)
        self._predictions.known(store.progress(lab.id).traditional_size)
        try:
            self._text = decode(data)
        except FileProblem:
            self._text = ""

    def ask(self) -> None:
        """Ask all that can be asked now; an empty answer passes over a question."""
        from tutor.dockerfile import parse
        from tutor.dockerfile.reached import reached

        if not sys.stdin.isatty():
            click.echo("     Predictions are asked on a terminal only.", err=True)
            return
        written = reached(parse(self._text), self._lab.sub_goals)
        while question := self._predictions.next(self._text, written.keys(), building=True):
            self._store.answers.keep(self._lab.id, [self._asked(question)])
            for line in self._told(question):
                click.echo(line, err=True)

    def compare(self, verdict: Verdict) -> Iterator[str]:
        """Yield what this attempt has settled, as lines."""
        from tutor.plain.teaching_lines import prediction_lines

        self._predictions.begin()
        settled = self._predictions.judged(verdict)
        if settled:
            self._store.answers.keep(self._lab.id, settled)
        yield from prediction_lines(self._predictions.news)

    def _asked(self, question: Question) -> Answer:
        predictions = self._predictions
        click.echo(f"Predict: {predictions.asked(question)}", err=True)
        rows = predictions.rows(question, self._text)
        for n, option in enumerate(question.options, 1):
            click.echo(f"  {n} {option}", err=True)
        for line, words in rows:
            click.echo(f"  {line:>3} {words}", err=True)
        while True:
            said = click.prompt("Your answer (empty skips)", default="", show_default=False, err=True)
            if not said.strip():
                return predictions.skip(question, self._text)
            answer = predictions.answer(question, said, self._text)
            if not isinstance(answer, str):
                return answer
            click.echo(answer, err=True)

    def _told(self, question: Question) -> Iterator[str]:
        from tutor.plain.teaching_lines import prediction_lines

        answer = self._predictions.answers[question.id]
        if answer.sentence:
            yield from prediction_lines([(question, answer)])
            rounds = self._predictions.rounds if question.about else None
            if rounds is not None:
                yield f"  {rounds.text}"

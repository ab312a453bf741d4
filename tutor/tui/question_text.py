"""Draw predictions against what turned out, without blame and never by colour alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content

from tutor.model.prediction import comparison_text, said_text
from tutor.model.question import Answer, Question
from tutor.model.rounds import Rounds
from tutor.safe_text import clean_line
from tutor.tui.wrap import hang, join_lines, with_code

_SIGNS = {True: ("=", "bold $success"), False: ("≠", "bold $warning"), None: ("·", "$dim")}
Pairs = Sequence[tuple[Question, Answer]]


def result_content(question: Question, answer: Answer, width: int, rounds: Rounds | None = None) -> Content:
    """Return a prediction beside the result, the sentence that resolves it, and the score if there are rounds."""
    sign, style = _SIGNS[answer.right]
    first = hang(clean_line(comparison_text(question, answer)), width, "  ")
    why = with_code(Content.styled(hang(clean_line(answer.sentence), width, "  "), "$dim"))
    score = [Content.styled(hang(rounds.text, width, "  "), "$accent")] if rounds else []
    return join_lines([Content.assemble((sign, style), (first[1:], "bold")), why, *score])


def waiting_content(question: Question, answer: Answer, width: int) -> Content:
    """Return a prediction whose result a build has still to tell."""
    text = f"predicted {said_text(question, answer)}; the build will tell"
    return Content.styled(hang(clean_line(text), width, "· "), "$dim")


def predictions_text(settled: Pairs, waiting: Pairs, width: int) -> Content:
    """Return the predictions of an attempt; empty if there are none."""
    rows = [result_content(q, a, width) for q, a in settled]
    rows += [waiting_content(q, a, width) for q, a in waiting]
    if not rows:
        return Content("")
    return join_lines([Content.styled("Your predictions", "bold"), *rows])


def asked_predictions_text(
    settled: Pairs, asked: Callable[[Question], str], width: int, rounds: Rounds | None = None
) -> Content:
    """Return all predictions, each below its question; empty if there are none.

    If there are rounds, the score stands for those that were right.
    """
    if not settled:
        return Content("")
    rows: list[Content] = []
    for question, answer in settled:
        if rounds and question.about and answer.right:
            continue
        rows += [Content("")] if rows else []
        rows += [
            with_code(Content(hang(clean_line(asked(question)), width))),
            result_content(question, answer, width),
        ]
    score = [Content.styled(hang(rounds.text, width), "$accent"), Content("")] if rounds else []
    return join_lines([Content.styled("Your predictions", "bold"), *score, *rows])


def explained_text(question: Question, answer: Answer, width: int) -> Content:
    """Return an explanation in the learner's words beside the model answer."""
    model = _labelled("one good answer  ", question.answer, width, "bold $success")
    if answer.skipped:
        return model
    mine = _labelled("you said  ", answer.text, width, "bold")
    rating = [Content.styled(f"your own judgement: {answer.rating}", "$dim")] if answer.rating else []
    return join_lines([mine, model, *rating])


def _labelled(label: str, text: str, width: int, style: str) -> Content:
    wrapped = hang(clean_line(text, 600), width, label, "  ")
    return Content.assemble((label, style), with_code(Content(wrapped[len(label) :])))

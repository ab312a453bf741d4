"""Draw predictions against what turned out, without blame and never by colour alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content

from tutor.model.prediction import comparison_text, said_text
from tutor.model.question import Answer, Question
from tutor.safe_text import clean_line
from tutor.tui.wrap import hang, join_lines, with_code

_SIGNS = {True: ("=", "bold $success"), False: ("≠", "bold $warning"), None: ("·", "$dim")}
Pairs = Sequence[tuple[Question, Answer]]


def result_content(question: Question, answer: Answer, width: int) -> Content:
    """Return a prediction beside the result, and the sentence that resolves it."""
    sign, style = _SIGNS[answer.right]
    first = hang(clean_line(comparison_text(question, answer)), width, "  ")
    why = with_code(Content.styled(hang(clean_line(answer.sentence), width, "  "), "$dim"))
    return join_lines([Content.assemble((sign, style), (first[1:], "bold")), why])


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


def asked_predictions_text(settled: Pairs, asked: Callable[[Question], str], width: int) -> Content:
    """Return all predictions, each below its question; empty if there are none."""
    if not settled:
        return Content("")
    rows: list[Content] = []
    for question, answer in settled:
        rows += [Content("")] if rows else []
        rows += [
            with_code(Content(hang(clean_line(asked(question)), width))),
            result_content(question, answer, width),
        ]
    return join_lines([Content.styled("Your predictions", "bold"), *rows])


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

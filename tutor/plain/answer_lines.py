"""What was said of the lines of a file that is read, and of a lab's questions, as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tutor.attempt.predictions import Predictions
from tutor.dockerfile.answer_lines import answered_lines
from tutor.model.asking import predictions as predictions_of
from tutor.model.course import Lab
from tutor.model.facts import fill
from tutor.model.prediction import said_text
from tutor.model.question import Answer, Question
from tutor.model.reading import WORDS
from tutor.plain.json_form import JSON_VERSION
from tutor.plain.teaching_lines import prediction_lines
from tutor.safe_text import clean_line, megabytes

_BAR = 20
"""Columns of the longest bar."""
_TEXT = 38


def answers_lines(
    lab: Lab, text: str, sizes: Iterable[tuple[int, int]], predictions: Predictions, state: str
) -> Iterator[str]:
    """Yield a line for each instruction that is read, with the bar of what it added, then the questions."""
    if lab.reading is not None:
        yield from _read(lab, text, dict(sizes), is_solved=_is_solved(state))
        yield ""
    for question in predictions_of(lab):
        given = predictions.answers.get(question.id)
        if given is None and fill(question.ask, predictions.facts) is None:
            continue  # what it asks with is not known yet
        yield f"{question.id}: {clean_line(predictions.asked(question), 400)}"
        for number, option in enumerate(question.options, 1):
            yield f"  {number} {clean_line(option)}"
        if given is not None and given.sentence:
            yield from (f"  {line}" for line in prediction_lines([(question, given)]))
        else:
            yield f"  -> {clean_line(_said(question, given, predictions))}"


def answers_form(
    lab: Lab, text: str, sizes: Iterable[tuple[int, int]], answers: Mapping[str, Answer], state: str
) -> dict[str, Any]:
    """Return what `tutor answer --json` prints; sizes in bytes, `null` while they are not known."""
    known = dict(sizes)
    lines = answered_lines(text) if lab.reading is not None else ()
    keys = lab.reading.lines if lab.reading is not None else ()
    return {
        "json_version": JSON_VERSION,
        "lab": lab.id,
        "lines": [
            {
                "line": line.line,
                "text": line.instruction.text,
                "answer": line.word,
                "bytes": known.get(line.line, 0) if known else None,
                "right": list(keys[n].answers) if _is_solved(state) and n < len(keys) else None,
            }
            for n, line in enumerate(lines)
        ],
        "questions": [
            {
                "id": q.id,
                "ask": q.ask,
                "options": list(q.options),
                "answer": answers[q.id].text if q.id in answers else None,
                "result": answers[q.id].result or None if q.id in answers else None,
            }
            for q in predictions_of(lab)
        ],
    }


def _read(lab: Lab, text: str, sizes: Mapping[int, int], *, is_solved: bool) -> Iterator[str]:
    keys = lab.reading.lines if lab.reading is not None else ()
    largest = max(sizes.values(), default=0)
    for n, line in enumerate(answered_lines(text)):
        said = WORDS.get(line.word or "", "?")
        size = sizes.get(line.line, 0)
        number = (megabytes(size) if size else "0 B") if sizes else ""
        bar = "#" * max(round(_BAR * size / largest), 1) if size else ""
        shown = clean_line(line.instruction.text, _TEXT)
        yield f"{line.line:>3}  {shown:<{_TEXT}}  {said:<13}  {number:>8}  {bar}".rstrip()
        if is_solved and n < len(keys):
            sign = "=" if line.word in keys[n].answers else "/"
            yield f"     {sign} {clean_line(keys[n].because, 400)}"


def _said(question: Question, given: Answer | None, predictions: Predictions) -> str:
    if given is not None and not given.skipped:
        return said_text(question, given)
    return "not predicted, and known by now" if question.fact in predictions.facts else "no answer yet"


def _is_solved(state: str) -> bool:
    """Return whether the right answers may be told."""
    return state == "shown" or state.startswith("passed")

"""Hints, predictions and solutions as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tutor.model.course import Lab
from tutor.model.hints import Hint, NoHint
from tutor.model.prediction import comparison_text
from tutor.model.question import Answer, Question
from tutor.plain.json_form import JSON_VERSION
from tutor.report.side_by_side import side_by_side, unified
from tutor.safe_text import clean, clean_line

Pairs = Sequence[tuple[Question, Answer]]


def hint_lines(hint: Hint | NoHint) -> Iterator[str]:
    """Yield a hint, or why there is none."""
    if isinstance(hint, NoHint):
        yield hint.why
        if hint.question is not None:
            yield f"  {hint.question.question}"
            yield "  `tutor hint LAB --answer TEXT` answers it."
        return
    yield f"Hint: {hint.about}"
    yield from (f"  {line}".rstrip() for line in clean(hint.text).strip().split("\n"))
    if hint.question:
        yield f"Before the next hint: {hint.question}"
        yield "  `tutor hint LAB --answer TEXT` answers it."


def hint_form(lab: Lab, hint: Hint | NoHint) -> dict[str, Any]:
    """Return what `tutor hint --json` prints."""
    form: dict[str, Any] = {"json_version": JSON_VERSION, "lab": lab.id}
    if isinstance(hint, NoHint):
        asked = hint.question
        return {
            **form,
            "opened": False,
            "check": asked.check_id if asked else None,
            "hint": None,
            "question": asked.question if asked else None,
            "why": hint.why,
            "seconds": round(hint.seconds, 1),
        }
    return {
        **form,
        "opened": True,
        "check": hint.check_id,
        "hint": hint.text,
        "question": hint.question or None,
        "why": "",
        "seconds": 0.0,
    }


def prediction_lines(settled: Pairs) -> Iterator[str]:
    """Yield predictions beside what was found."""
    for question, answer in settled:
        sign = {True: "=", False: "/", None: " "}[answer.right]
        yield f"{sign} {clean_line(comparison_text(question, answer))}"
        yield f"  {clean_line(answer.sentence)}"


def solution_lines(lab: Lab, mine: str, ignore: str = "") -> Iterator[str]:
    """Yield the learner's files against the reference: `-` only theirs, `+` only the reference's; `ignore` is their ignore file."""
    yield f"{lab.reference.title}: - yours, + the reference"
    yield from _against(mine, lab.reference.text)
    if lab.ignore is not None:
        yield ".dockerignore: - yours, + the reference's"
        yield from _against(ignore, lab.reference.ignore or "")


def _against(mine: str, reference: str) -> Iterator[str]:
    rows = side_by_side(mine, reference)
    if rows is None:
        yield from (f"+ {line}" for line in clean(reference, 64_000).rstrip().split("\n"))
        return
    yield from (f"{sign} {clean(side.text)}".rstrip() for sign, side in unified(rows))


def solution_form(lab: Lab, state: str) -> dict[str, Any]:
    """Return what `tutor solution --json` prints."""
    return {
        "json_version": JSON_VERSION,
        "lab": lab.id,
        "state": state,
        "title": lab.reference.title,
        "dockerfile": lab.reference.text,
        **({} if lab.reference.ignore is None else {"ignore": lab.reference.ignore}),
        "takeaway": lab.takeaway or None,
    }


def change_form(lab: Lab, state: str, kept: str = "", kept_ignore: str = "") -> dict[str, Any]:
    """Return what commands print that change where a lab stands: its state, and where the own files are kept."""
    form = {"json_version": JSON_VERSION, "lab": lab.id, "state": state, "kept": kept or None}
    return {**form, "kept_ignore": kept_ignore} if kept_ignore else form

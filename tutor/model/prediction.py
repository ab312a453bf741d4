"""What a learner said against what turned out to be right."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from tutor.model.facts import Fact, Facts, fact_text, fill
from tutor.model.question import CHOICE, LINES, NUMBER, TEXT, Answer, Question

_NUMBER = re.compile(r"(\d{1,9}(?:[.,]\d{1,6})?)\s*([A-Za-z%]*)")
NO_LINE = 0
"""What stands for `none of them` among line numbers."""
TEXT_LIMIT = 2000
"""Characters of a free answer that are kept."""


def read_answer(question: Question, said: str) -> tuple[str, str]:
    """Return (the answer as it is kept, "") or ("", a sentence that says what is wanted)."""
    said = said.strip()[:TEXT_LIMIT]
    if question.kind == NUMBER:
        return _read_number(question, said)
    if question.kind == CHOICE:
        return _read_choice(question, said)
    if question.kind == LINES:
        return _read_lines(said, may_be_none=not question.picks_one_line)
    return (said, "") if said else ("", "A few words are enough.")


def settle(question: Question, answer: Answer, facts: Facts) -> Answer | None:
    """Return the answer with what turned out to be right, or None while that is not known."""
    fact = facts.get(question.fact) if question.fact else None
    sentence = fill(question.resolve, facts)
    if (question.fact and fact is None) or sentence is None or question.kind == TEXT:
        return None
    result = fact_text(fact) if fact is not None else question.answer
    right = None if answer.skipped else _is_right(question, answer.text, fact)
    return replace(answer, result=result, right=right, sentence=sentence)


def said_text(question: Question, answer: Answer) -> str:
    """Return an answer as people say it: `450 MB`, `lines 12 and 14`."""
    if question.kind == LINES:
        return fact_text(tuple(sorted(_lines(answer.text))))
    return f"{answer.text} {question.unit}".strip() if question.kind == NUMBER else answer.text


def result_text(question: Question, answer: Answer) -> str:
    """Return what turned out to be right as people say it."""
    return f"{answer.result} {question.unit}".strip() if question.kind == NUMBER else answer.result


def comparison_text(question: Question, answer: Answer) -> str:
    """Return a settled answer beside the result, as in `predicted 550 MB, found 424 MB: 126 MB too high`."""
    said, result = said_text(question, answer), result_text(question, answer)
    if answer.skipped:
        return f"not predicted; found {result}"
    if question.kind != NUMBER:
        marks = f" ({answer.rating} marked right)" if question.kind == LINES and answer.rating else ""
        return f"as predicted: {result}" if answer.right else f"predicted: {said}; found: {result}{marks}"
    off = float(answer.text) - float(answer.result)
    distance = f"{round(abs(off), 1):g} {question.unit}".strip() + (" too high" if off > 0 else " too low")
    if answer.right:
        distance = "exact" if off == 0 else "close"
    return f"predicted {said}, found {result}: {distance}"


def _is_right(question: Question, said: str, fact: Fact | None) -> bool:
    if question.kind == NUMBER:
        right = float(question.answer if fact is None or isinstance(fact, tuple) else fact)
        return abs(float(said) - right) <= abs(right) * question.tolerance / 100
    if isinstance(fact, tuple):
        return _lines(said) == set(fact)
    return said == (str(fact) if fact is not None else question.answer)


def marked_right(said: str, candidates: Collection[int], again: Collection[int]) -> str:
    """Return of how many lines it was said rightly whether they run again, as in `5 of 6`."""
    picked = _lines(said)
    right = sum((line in picked) == (line in again) for line in candidates)
    return f"{right} of {len(candidates)}"


def _lines(said: str) -> set[int]:
    """Return the line numbers of an answer as it is kept."""
    return {int(n) for n in said.split(",") if n.isdecimal()} - {NO_LINE}


def _read_lines(said: str, *, may_be_none: bool) -> tuple[str, str]:
    numbers = sorted({int(n) for n in re.findall(r"\d{1,6}", said)})
    if not numbers or (numbers == [NO_LINE] and not may_be_none):
        return "", f"Name at least one line{f', or {NO_LINE} for none' if may_be_none else ''}."
    if NO_LINE in numbers and len(numbers) > 1:
        return "", f"Name lines, or {NO_LINE} for none of them, not both."
    return ",".join(map(str, numbers)), ""


def _read_number(question: Question, said: str) -> tuple[str, str]:
    found = _NUMBER.fullmatch(said)
    unit = question.unit
    if found is None or (found[2] and found[2].lower() != unit.lower()):
        return "", f"A number{f' of {unit}' if unit else ''} is wanted, as in `450`."
    value = float(found[1].replace(",", "."))
    return f"{value:g}" if value < 1e6 else f"{value:.0f}", ""


def _read_choice(question: Question, said: str) -> tuple[str, str]:
    if said in question.options:
        return said, ""
    if said.isdecimal() and 1 <= int(said) <= len(question.options):
        return question.options[int(said) - 1], ""
    return "", f"Choose one of 1 to {len(question.options)}."

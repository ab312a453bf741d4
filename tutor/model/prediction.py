"""What a learner said against what turned out to be right."""

from __future__ import annotations

import re
from dataclasses import replace

from tutor.model.facts import Fact, Facts, fact_text, fill
from tutor.model.question import CHOICE, LINES, NUMBER, TEXT, Answer, Question

_NUMBER = re.compile(r"(\d{1,9}(?:[.,]\d{1,6})?)\s*([A-Za-z%]*)")
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
        numbers = sorted({int(n) for n in re.findall(r"\d{1,6}", said)})
        return (",".join(map(str, numbers)), "") if numbers else ("", "Name at least one line.")
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
        return fact_text(tuple(int(n) for n in answer.text.split(",") if n.isdecimal()))
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
        return f"as predicted: {result}" if answer.right else f"predicted: {said}; found: {result}"
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
        return {int(n) for n in said.split(",")} == set(fact)
    return said == (str(fact) if fact is not None else question.answer)


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

"""Which question is asked at which moment; each is asked once, and none whose result is on the screen already."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tutor.model.course import Lab
from tutor.model.facts import Facts, fill
from tutor.model.question import AFTER_PASS, BEFORE_BUILD, ON_STEP, TEXT, WHILE_BUILDING, Answer, Question


@dataclass(frozen=True)
class Moment:
    """What is known when a question could be asked."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    """By question id, skipped ones included."""
    facts: Facts = field(default_factory=dict)
    """What the sizes tell."""
    passed: Collection[str] = ()
    """Ids of the checks that passed last time."""
    written: Collection[str] = ()
    """Ids of the sub-goals that the text has reached."""
    building: bool = False
    barred: Collection[str] = ()
    """Ids of questions that make no sense for the text as it is."""


def next_question(lab: Lab, moment: Moment) -> Question | None:
    """Return the prediction to ask for now, or None."""
    whens = (BEFORE_BUILD, WHILE_BUILDING) if moment.building else (BEFORE_BUILD,)
    return next((q for when in whens for q in lab.questions if q.when == when and _fits(q, moment)), None)


def step_question(lab: Lab, step_id: str) -> Question | None:
    """Return the question that stands on a step of the lesson, or None."""
    return next((q for q in lab.questions if q.when == ON_STEP and q.step == step_id), None)


def explanations(lab: Lab) -> tuple[Question, ...]:
    """Return the questions for after the pass: plans, to compare them, and what is explained then."""
    return tuple(q for q in lab.questions if q.kind == TEXT and q.when in (BEFORE_BUILD, AFTER_PASS))


def predictions(lab: Lab) -> tuple[Question, ...]:
    """Return the questions whose answers are compared with a result."""
    return tuple(q for q in lab.questions if q.kind != TEXT)


def asked_text(question: Question, facts: Facts) -> str:
    """Return the question with its facts put in; as it stands while they are not known."""
    return fill(question.ask, facts) or question.ask


def _fits(question: Question, moment: Moment) -> bool:
    if question.id in (*moment.answers, *moment.barred):
        return False
    if question.after and question.after not in moment.written:
        return False
    is_known = question.fact in moment.facts and set(question.settled_by) <= set(moment.passed)
    return not is_known and fill(question.ask, moment.facts) is not None

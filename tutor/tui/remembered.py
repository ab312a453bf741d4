"""What an earlier session left of the teaching in a lab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tutor.model.course import Lab
from tutor.model.hints import OpenedHint
from tutor.model.outcome import Verdict
from tutor.model.progress import LabProgress
from tutor.model.question import Answer
from tutor.store import Store


@dataclass(frozen=True)
class Remembered:
    """Read from disk when a lab is opened."""

    progress: LabProgress
    answers: Mapping[str, Answer] = field(default_factory=dict)
    hints: tuple[OpenedHint, ...] = ()
    verdict: Verdict | None = None
    """The last one that speaks of the learner's work."""


def remember(lab: Lab, store: Store) -> Remembered:
    """Read it; blocks, so call it beside the screen."""
    progress, answers = store.progress(lab.id), store.answers.of(lab.id)
    return Remembered(progress, answers, store.hints.of(lab.id), store.last_verdict(lab.id))

"""How well a learner predicts which lines run again, over all questions of a lab that ask for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutor.model.question import Answer, Question

_MARKS = re.compile(r"(\d{1,6}) of (\d{1,6})")


@dataclass(frozen=True)
class Rounds:
    """The score so far."""

    all: int
    """Questions about lines that the lab has."""
    played: int
    """Those that were answered, and not skipped."""
    right: int
    """Lines that were marked as they should be, run again or not."""
    lines: int
    """Lines that there were to mark."""
    streak: int
    """Rounds without a wrong line, up to the last one played."""

    @property
    def text(self) -> str:
        """Return it as people say it."""
        row = f" · {self.streak} rounds in a row without a mistake" if self.streak > 1 else ""
        return f"{self.played} of {self.all} rounds · {self.right} of {self.lines} lines right{row}"


def rounds_of(questions: Sequence[Question], answers: Mapping[str, Answer]) -> Rounds | None:
    """Return the score of a lab; None if it asks less than twice, or nothing was answered yet."""
    asked = [q for q in questions if q.about is not None]
    marks = [(a, _MARKS.fullmatch(a.rating)) for a in (answers.get(q.id) for q in asked) if a is not None]
    played = [(a.right, int(found[1]), int(found[2])) for a, found in marks if found]
    if len(asked) < 2 or not played:
        return None
    streak = next((n for n, (is_right, _, _) in enumerate(reversed(played)) if not is_right), len(played))
    return Rounds(len(asked), len(played), sum(p[1] for p in played), sum(p[2] for p in played), streak)

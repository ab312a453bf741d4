"""What learners answered to the questions of a lab, and what turned out to be right."""

from __future__ import annotations

import time
from collections.abc import Iterable

from tutor.model.question import Answer
from tutor.store.database import Database

_OF_LAB = "SELECT question_id, text, rating, result, is_right, sentence FROM answers WHERE lab_id = ?"
_KEEP = (
    "INSERT OR REPLACE INTO answers (lab_id, question_id, answered_at, text, rating, result, is_right, sentence)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


class Answers:
    """Keeps one answer a question, by lab and question id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, lab_id: str) -> dict[str, Answer]:
        """Return all answers of a lab by question id, also to questions that it no longer asks."""
        rows = self._database.read(_OF_LAB, (lab_id,))
        return {
            q: Answer(q, text, rating, result, _known(right), s) for q, text, rating, result, right, s in rows
        }

    def given(self, lab_id: str) -> frozenset[str]:
        """Return the ids of the questions that were answered, and not passed over."""
        return frozenset(q for q, answer in self.of(lab_id).items() if not answer.skipped)

    def keep(self, lab_id: str, answers: Iterable[Answer]) -> None:
        """Keep answers in place of what was kept for their questions; raises `TutorError`."""
        now = time.time()
        rows = [
            (lab_id, a.question_id, now, a.text, a.rating, a.result, a.right, a.sentence) for a in answers
        ]
        with self._database.writing() as connection:
            connection.executemany(_KEEP, rows)


def _known(right: int | None) -> bool | None:
    return None if right is None else bool(right)

"""How far the learner is: pages, attempts, settings, what was shown or skipped."""

from __future__ import annotations

import json
import time
from pathlib import Path
from types import TracebackType

from tutor.model.outcome import Verdict
from tutor.model.progress import AttemptRecord, LabProgress
from tutor.store.answers import Answers
from tutor.store.database import Database
from tutor.store.opened_hints import OpenedHints
from tutor.store.verdict_form import verdict_form, verdict_of

_PROGRESS = """
SELECT lab_id, MAX(passed), SUM(attempts), MIN(best), MAX(traditional), MAX(step) FROM (
    SELECT lab_id, status = 'passed' AS passed, 1 AS attempts,
           CASE status WHEN 'passed' THEN size END AS best, NULL AS traditional, 0 AS step FROM attempts
    UNION ALL
    SELECT lab_id, passed_at IS NOT NULL, 0, NULL, NULL, step FROM labs
    UNION ALL
    SELECT lab_id, 0, 0, NULL, traditional_size, 0 FROM attempts WHERE id IN (
        SELECT MAX(id) FROM attempts WHERE traditional_size IS NOT NULL GROUP BY lab_id)
) WHERE lab_id = COALESCE(?, lab_id) GROUP BY lab_id
"""

_ATTEMPTS = """
SELECT ended_at, status, size, traditional_size, COALESCE(diagnosis, '') FROM attempts WHERE lab_id = ? ORDER BY id
"""


_STEP = (
    "INSERT INTO labs (lab_id, step) VALUES (?, ?) ON CONFLICT (lab_id) DO UPDATE SET step = excluded.step"
)
_PASSED = (
    "INSERT INTO labs (lab_id, passed_at) VALUES (?, ?)"
    " ON CONFLICT (lab_id) DO UPDATE SET passed_at = COALESCE(passed_at, excluded.passed_at)"
)
_ATTEMPT = (
    "INSERT INTO attempts (lab_id, ended_at, status, dockerfile_digest, size, traditional_size, diagnosis, seconds)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_VERDICT = "INSERT OR REPLACE INTO verdicts (lab_id, ended_at, form) VALUES (?, ?, ?)"
_MARKS = "SELECT lab_id, name FROM marks WHERE lab_id = COALESCE(?, lab_id)"
SHOWN, SKIPPED = "shown", "skipped"
"""Marks: the solution was shown before a pass; the lab was passed over."""


class Store:
    """The learner's progress; safe to use from any thread and from several running copies."""

    def __init__(self, database: Database, notice: str) -> None:
        self.file = database.file
        self.notice = notice
        """What the user should know of the opening, in a sentence; empty if all was well."""
        self.answers = Answers(database)
        self.hints = OpenedHints(database)
        self._database = database

    @classmethod
    def open(cls, file: Path) -> Store:
        """Open or make the file; a broken one is set aside under another name, never deleted.

        Raises `TutorError` if the folder cannot be written or a newer version of the tutor made the file.
        """
        return cls(*Database.open(file))

    def progress(self, lab_id: str) -> LabProgress:
        """Return the record of one lab; of an unknown one, that it is new."""
        return self._read(lab_id).get(lab_id, LabProgress(lab_id))

    def all_progress(self) -> dict[str, LabProgress]:
        """Return the record of every lab that has one, also of labs that this version does not know."""
        return self._read(None)

    def attempts(self, lab_id: str) -> tuple[AttemptRecord, ...]:
        """Return all judged attempts at a lab, the newest last."""
        return tuple(AttemptRecord(*row) for row in self._database.read(_ATTEMPTS, (lab_id,)))

    def record(self, verdict: Verdict, when: float) -> None:
        """Keep the end of an attempt; `when` is seconds since the epoch. A lab that is worked on is skipped no more."""
        sizes, diagnosis = verdict.sizes, verdict.diagnosis.id if verdict.diagnosis else None
        row = (
            *(verdict.lab_id, when, verdict.status, verdict.dockerfile_digest),
            *(sizes.yours, sizes.traditional, diagnosis, verdict.seconds),
        )
        with self._database.writing() as connection:
            connection.execute(_ATTEMPT, row)
            connection.execute(_VERDICT, (verdict.lab_id, when, json.dumps(verdict_form(verdict))))
            connection.execute("DELETE FROM marks WHERE lab_id = ? AND name = ?", (verdict.lab_id, SKIPPED))
            if verdict.status == "passed":
                connection.execute(_PASSED, (verdict.lab_id, when))

    def last_verdict(self, lab_id: str) -> Verdict | None:
        """Return the newest verdict on a lab, or None if there is none that can be read."""
        rows = self._database.read("SELECT form FROM verdicts WHERE lab_id = ?", (lab_id,))
        return verdict_of(rows[0][0]) if rows else None

    def set_step(self, lab_id: str, step: int) -> None:
        """Remember the lesson page that is open, from 0."""
        with self._database.writing() as connection:
            connection.execute(_STEP, (lab_id, step))

    def mark_shown(self, lab_id: str) -> None:
        """Remember that the solution was shown; nothing changes for a lab that has passed."""
        if not self.progress(lab_id).has_passed:
            self._mark(lab_id, SHOWN)

    def mark_skipped(self, lab_id: str) -> None:
        """Remember that the lab was passed over, until it is worked on again."""
        self._mark(lab_id, SKIPPED)

    def setting(self, name: str) -> str:
        """Return what the learner chose for `name`; empty if nothing was chosen yet."""
        rows = self._database.read("SELECT value FROM settings WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def set_setting(self, name: str, value: str) -> None:
        """Remember what the learner chose."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO settings (name, value) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def _mark(self, lab_id: str, name: str) -> None:
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO marks (lab_id, name, set_at) VALUES (?, ?, ?)",
                (lab_id, name, time.time()),
            )

    def _read(self, lab_id: str | None) -> dict[str, LabProgress]:
        marks: dict[str, set[str]] = {}
        for lab, name in self._database.read(_MARKS, (lab_id,)):
            marks.setdefault(lab, set()).add(name)
        rows = {row[0]: row for row in self._database.read(_PROGRESS, (lab_id,))}
        empty = (0, 0, None, None, 0)
        return {
            lab: _progress(marks.get(lab, set()), *rows.get(lab, (lab, *empty))) for lab in {**rows, **marks}
        }


def _progress(
    marks: set[str],
    lab_id: str,
    passed: int,
    attempts: int,
    best: int | None,
    traditional: int | None,
    step: int,
) -> LabProgress:
    if passed:
        state = "passed_after_solution" if SHOWN in marks else "passed"
    elif marks:
        state = SKIPPED if SKIPPED in marks else SHOWN
    else:
        state = "started" if attempts else "new"
    return LabProgress(lab_id, state, attempts, best, traditional, step)

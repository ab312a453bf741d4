"""Which hints are open, so that a restart neither closes them nor opens more."""

from __future__ import annotations

from tutor.model.hints import OpenedHint
from tutor.store.database import Database

_OF_LAB = "SELECT check_id, level, opened_at, dockerfile_digest FROM hints WHERE lab_id = ?"
_KEEP = "INSERT OR REPLACE INTO hints (lab_id, check_id, level, opened_at, dockerfile_digest) VALUES (?, ?, ?, ?, ?)"


class OpenedHints:
    """Keeps the last open level of each check's hints."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, lab_id: str) -> tuple[OpenedHint, ...]:
        """Return what is open in a lab."""
        return tuple(OpenedHint(*row) for row in self._database.read(_OF_LAB, (lab_id,)))

    def keep(self, lab_id: str, hint: OpenedHint) -> None:
        """Keep that a level was opened; raises `TutorError`."""
        with self._database.writing() as connection:
            connection.execute(_KEEP, (lab_id, hint.check_id, hint.level, hint.at, hint.digest))

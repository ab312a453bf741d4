"""Progress and settings on disk: a SQLite file with a versioned schema, shared by running copies."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from tutor.errors import TutorError
from tutor.model.outcome import Verdict
from tutor.model.progress import AttemptRecord, LabProgress

T = TypeVar("T")

VERSION = 2
"""Of the schema; kept in the file's `user_version`."""
_BUSY_SECONDS = 15.0
"""How long a write waits for another running copy."""

_LABS_AND_ATTEMPTS = """
CREATE TABLE labs (
    lab_id TEXT PRIMARY KEY,
    step INTEGER NOT NULL DEFAULT 0,
    passed_at REAL
);
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    lab_id TEXT NOT NULL,
    ended_at REAL NOT NULL,
    status TEXT NOT NULL,
    dockerfile_digest TEXT NOT NULL,
    size INTEGER,
    traditional_size INTEGER,
    diagnosis TEXT,
    seconds REAL NOT NULL
);
CREATE INDEX attempts_of_lab ON attempts (lab_id);
"""
_SETTINGS = """
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
)
"""
_MIGRATIONS = (_LABS_AND_ATTEMPTS, _SETTINGS)
"""What leads from each version to the next, from version 0 on."""

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


class Store:
    """The learner's progress; safe to use from any thread and from several running copies."""

    def __init__(self, file: Path, connection: sqlite3.Connection, notice: str) -> None:
        self.file = file
        self.notice = notice
        """What the user should know of the opening, in a sentence; empty if all was well."""
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def open(cls, file: Path) -> Store:
        """Open or make the file; a broken one is set aside under another name, never deleted.

        Raises `TutorError` if the folder cannot be written or a newer version of the tutor made the file.
        """
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                return cls(file, _connect(file), "")
            except sqlite3.DatabaseError as e:
                if isinstance(e, sqlite3.OperationalError):
                    raise
                aside = _set_aside(file)
                notice = f"The progress file was damaged. It is kept as {aside}; progress starts anew."
                return cls(file, _connect(file), notice)
        except (OSError, sqlite3.Error) as e:
            raise TutorError(
                f"Your progress cannot be opened: {e}: {file}.",
                "Check free space and permissions there, or set TUTOR_HOME to another folder.",
            ) from None

    def progress(self, lab_id: str) -> LabProgress:
        """Return the record of one lab; of an unknown one, that it is new."""
        return self._read(lab_id).get(lab_id, LabProgress(lab_id))

    def all_progress(self) -> dict[str, LabProgress]:
        """Return the record of every lab that has one, also of labs that this version does not know."""
        return self._read(None)

    def attempts(self, lab_id: str) -> tuple[AttemptRecord, ...]:
        """Return all judged attempts at a lab, the newest last."""
        with self._lock, _told(self.file):
            rows = self._connection.execute(_ATTEMPTS, (lab_id,)).fetchall()
        return tuple(AttemptRecord(*row) for row in rows)

    def record(self, verdict: Verdict, when: float) -> None:
        """Keep the end of an attempt; `when` is seconds since the epoch."""
        sizes, diagnosis = verdict.sizes, verdict.diagnosis.id if verdict.diagnosis else None
        row = (
            *(verdict.lab_id, when, verdict.status, verdict.dockerfile_digest),
            *(sizes.yours, sizes.traditional, diagnosis, verdict.seconds),
        )
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO attempts (lab_id, ended_at, status, dockerfile_digest, size, traditional_size, diagnosis,"
                " seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            if verdict.status == "passed":
                connection.execute(
                    "INSERT INTO labs (lab_id, passed_at) VALUES (?, ?)"
                    " ON CONFLICT (lab_id) DO UPDATE SET passed_at = COALESCE(passed_at, excluded.passed_at)",
                    (verdict.lab_id, when),
                )

    def set_step(self, lab_id: str, step: int) -> None:
        """Remember the lesson page that is open, from 0."""
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO labs (lab_id, step) VALUES (?, ?) ON CONFLICT (lab_id) DO UPDATE SET step = excluded.step",
                (lab_id, step),
            )

    def setting(self, name: str) -> str:
        """Return what the learner chose for `name`; empty if nothing was chosen yet."""
        with self._lock, _told(self.file):
            row = self._connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_setting(self, name: str, value: str) -> None:
        """Remember what the learner chose."""
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO settings (name, value) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def _read(self, lab_id: str | None) -> dict[str, LabProgress]:
        with self._lock, _told(self.file):
            rows = self._connection.execute(_PROGRESS, (lab_id,)).fetchall()
        return {row[0]: _progress(*row) for row in rows}

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _told(self.file), _transaction(self._connection):
            yield self._connection


def _progress(
    lab_id: str, passed: int, attempts: int, best: int | None, traditional: int | None, step: int
) -> LabProgress:
    state = "passed" if passed else "started" if attempts else "new"
    return LabProgress(lab_id, state, attempts, best, traditional, step)


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        file, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None, cached_statements=32
    )
    try:
        _patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"))
        with _transaction(connection):
            _migrate(connection, file)
        return connection
    except BaseException:
        connection.close()
        raise


def _migrate(connection: sqlite3.Connection, file: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise TutorError(
            f"Your progress was written by a newer version of the tutor (schema {version}): {file}.",
            "Update the tutor, or set TUTOR_HOME to another folder.",
        )
    for migration in _MIGRATIONS[version:]:
        for statement in migration.split(";"):
            connection.execute(statement)
    connection.execute(_PROGRESS, (None,))  # a file with the version but not the tables is a damaged one
    connection.execute("SELECT name, value FROM settings LIMIT 1")
    connection.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Take the write lock at once, so that two copies wait for each other instead of failing half-way."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _patiently(action: Callable[[], T]) -> T:
    """Repeat an action while another copy holds the file: a change of the journal mode does not wait by itself."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            return action()
        except sqlite3.OperationalError as e:
            if "locked" not in str(e) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as e:
        raise TutorError(
            f"Your progress could not be read or written: {e}: {file}.",
            "Check free space and permissions there; your Dockerfile is not touched by this.",
        ) from None


def _set_aside(file: Path) -> Path:
    """Rename a damaged file and what SQLite keeps beside it; return the new name."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    aside = file.with_name(f"{file.stem}-damaged-{stamp}{file.suffix}")
    number = 2
    while aside.exists():
        aside = file.with_name(f"{file.stem}-damaged-{stamp}-{number}{file.suffix}")
        number += 1
    file.rename(aside)
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            file.with_name(file.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside

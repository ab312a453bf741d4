"""The progress file: its schema, version by version, and how it is opened, shared and set aside."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from tutor.errors import TutorError

T = TypeVar("T")

VERSION = 3
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
_TEACHING = """
CREATE TABLE IF NOT EXISTS answers (
    lab_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    answered_at REAL NOT NULL,
    text TEXT NOT NULL,
    rating TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    is_right INTEGER,
    sentence TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (lab_id, question_id)
);
CREATE TABLE IF NOT EXISTS hints (
    lab_id TEXT NOT NULL,
    check_id TEXT NOT NULL,
    level INTEGER NOT NULL,
    opened_at REAL NOT NULL,
    dockerfile_digest TEXT NOT NULL,
    PRIMARY KEY (lab_id, check_id)
);
CREATE TABLE IF NOT EXISTS marks (
    lab_id TEXT NOT NULL,
    name TEXT NOT NULL,
    set_at REAL NOT NULL,
    PRIMARY KEY (lab_id, name)
);
CREATE TABLE IF NOT EXISTS verdicts (
    lab_id TEXT PRIMARY KEY,
    ended_at REAL NOT NULL,
    form TEXT NOT NULL
)
"""
_MIGRATIONS = (_LABS_AND_ATTEMPTS, _SETTINGS, _TEACHING)
"""What leads from each version to the next, from version 0 on."""
_PROBE = (
    "SELECT lab_id, step, passed_at FROM labs LIMIT 1",
    "SELECT lab_id, ended_at, status, dockerfile_digest, size, traditional_size, diagnosis FROM attempts LIMIT 1",
    "SELECT name, value FROM settings LIMIT 1",
    "SELECT lab_id, question_id, text, rating, result, is_right, sentence FROM answers LIMIT 1",
    "SELECT lab_id, check_id, level, opened_at, dockerfile_digest FROM hints LIMIT 1",
    "SELECT lab_id, name, set_at FROM marks LIMIT 1",
    "SELECT lab_id, ended_at, form FROM verdicts LIMIT 1",
)
"""A file with the version but not the tables is a damaged one."""


class Database:
    """One open file; safe to use from any thread and from several running copies."""

    def __init__(self, file: Path, connection: sqlite3.Connection) -> None:
        self.file = file
        self.connection = connection
        self._lock = threading.Lock()

    @classmethod
    def open(cls, file: Path) -> tuple[Database, str]:
        """Open or make the file; return it and what the user should know of the opening, in a sentence.

        A broken file is set aside under another name, never deleted. Raises `TutorError` if the folder cannot be
        written or a newer version of the tutor made the file.
        """
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                return cls(file, _connect(file)), ""
            except sqlite3.DatabaseError as e:
                if isinstance(e, sqlite3.OperationalError):
                    raise
                aside = _set_aside(file)
                notice = f"The progress file was damaged. It is kept as {aside}; progress starts anew."
                return cls(file, _connect(file)), notice
        except (OSError, sqlite3.Error) as e:
            raise TutorError(
                f"Your progress cannot be opened: {e}: {file}.",
                "Check free space and permissions there, or set TUTOR_HOME to another folder.",
            ) from None

    def read(self, statement: str, values: tuple[object, ...] = ()) -> list[Any]:
        """Return the rows of a query; raises `TutorError`."""
        with self._lock, _told(self.file):
            return self.connection.execute(statement, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write what belongs together, all of it or nothing; raises `TutorError`."""
        with self._lock, _told(self.file), _transaction(self.connection):
            yield self.connection

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self.connection.close()


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
    for probe in _PROBE:
        connection.execute(probe)
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

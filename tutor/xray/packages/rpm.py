"""Red Hat's packages: `rpmdb.sqlite` keeps the header of each in a table. The file comes from an image: untrusted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing

from tutor.xray.packages.owned import Owned
from tutor.xray.packages.package import Package
from tutor.xray.packages.rpm_header import BadHeader, read_header

_MOST_STEPS = 20_000_000  # of SQLite's machine; a thousand packages take about ten thousand
_STRIDE = 100_000
_LONGEST_VALUE = 16 << 20


def is_record(path: str) -> bool:
    """Return whether RPM keeps its records there."""
    return path in ("var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/rpmdb.sqlite")


def owners(texts: Mapping[str, bytes]) -> dict[str, Package]:
    """Return which package owns each path; a broken database, or a part of it, explains nothing."""
    owned = Owned()
    for text in texts.values():
        for blob in _blobs(text):
            try:
                header = read_header(blob)
            except BadHeader:
                continue
            for folder, names in header.files:
                owned.add(header.package, folder, names)
    return owned.owners


def _blobs(text: bytes) -> Iterator[bytes]:
    """Yield the headers of a database; it ends where the database is broken."""
    if not text.startswith(b"SQLite format 3\0"):
        return
    # Bytes 18 and 19 say that a log lies beside the file; in memory there is none, and SQLite would refuse.
    text = text[:18] + b"\x01\x01" + text[20:]
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(text)
            _distrust(database)
            for (blob,) in database.execute("SELECT blob FROM Packages"):
                if isinstance(blob, bytes):
                    yield blob
    except (sqlite3.Error, UnicodeError, OverflowError, MemoryError):  # names in it need not be UTF-8
        return


def _distrust(database: sqlite3.Connection) -> None:
    """Let the file neither compute nor use up memory: no views, no long values, and an end to every query."""
    steps = iter(range(_MOST_STEPS // _STRIDE))
    database.set_progress_handler(lambda: next(steps, None) is None, _STRIDE)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    kind = database.execute("SELECT type FROM sqlite_schema WHERE name = 'Packages'").fetchone()
    if kind != ("table",):
        raise sqlite3.DatabaseError("there is no table of packages")

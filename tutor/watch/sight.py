"""What one look at a file has seen: its content, or why there is none."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

NO_FOLDER = "no_folder"
NO_FILE = "no_file"
NOT_READABLE = "not_readable"


@dataclass(frozen=True)
class Sight:
    """A file at one moment."""

    data: bytes | None
    """Its content, up to the limit of the look; None if it could not be read."""
    problem: str = ""
    """`no_folder`, `no_file` or `not_readable`; empty if there is content."""
    reason: str = ""
    """Why it is not readable, in the system's words."""
    modified_ns: int = 0
    """When it was written last."""

    def shows_the_same_as(self, other: Sight) -> bool:
        """Return whether a reader would find no difference; when it was written does not count."""
        return (self.data, self.problem, self.reason) == (other.data, other.problem, other.reason)


def look(path: Path, limit: int) -> Sight:
    """Return what is at `path` now, at most `limit` bytes of it; never raises, and never waits for a pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return Sight(None, NO_FILE if path.parent.is_dir() else NO_FOLDER)
    except NotADirectoryError:
        return Sight(None, NO_FOLDER)
    except OSError as error:
        return Sight(None, NOT_READABLE, error.strerror or str(error))
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return Sight(None, NOT_READABLE, "It is not a plain file")
        with os.fdopen(handle, "rb", closefd=False) as stream:
            return Sight(stream.read(limit), modified_ns=found.st_mtime_ns)
    except OSError as error:
        return Sight(None, NOT_READABLE, error.strerror or str(error))
    finally:
        os.close(handle)

"""Where an unexpected error is written down, so that the screen can stay calm."""

from __future__ import annotations

import contextlib
import traceback
from datetime import UTC, datetime
from pathlib import Path


def write_crash(error: BaseException, path: Path) -> str:
    """Append the error to the log at `path`; return one sentence for the user that names the file."""
    text = "".join(traceback.format_exception(error))
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"--- {datetime.now(UTC).isoformat(timespec='seconds')}\n{text}\n")
        return f"The details are in {path}."
    return "The details could not be written to disk."

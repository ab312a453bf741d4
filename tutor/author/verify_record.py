"""What was seen of a lab's cases before, kept in the cache folder, so that an unchanged lab is proven in seconds."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.author.seen import Seen, read_seen, seen_form
from tutor.model.course import Lab

_FORMAT = 1
_MOST = 600
"""Attempts that are kept of a lab; the oldest go first."""


@dataclass(frozen=True)
class Kept:
    """An attempt of before."""

    seen: Seen
    date: str
    """As in `2026-11-28`."""


class VerifyRecord:
    """One file a lab; one that is missing or broken holds nothing, and one that cannot be written costs time only."""

    def __init__(self, cache: Path, lab: Lab) -> None:
        place = hashlib.sha256(str(lab.folder).encode()).hexdigest()[:12]
        self._path = cache / "verified" / f"{lab.id.replace('/', '-')}-{place}.json"
        self._cases: dict[str, dict[str, Any]] = self._read()

    def find(self, key: str) -> Kept | None:
        """Return the attempt of this key, or None."""
        try:
            form = self._cases[key]
            return Kept(read_seen(form["seen"]), str(form["date"]))
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    def keep(self, key: str, seen: Seen, date: str) -> None:
        """Keep an attempt, on disk at once: whoever is interrupted has lost nothing."""
        self._cases.pop(key, None)
        self._cases[key] = {"date": date, "seen": seen_form(seen)}
        while len(self._cases) > _MOST:
            del self._cases[next(iter(self._cases))]
        with suppress(OSError):
            self._write()

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            form = json.loads(self._path.read_bytes())
            return dict(form["cases"]) if form["format"] == _FORMAT else {}
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return {}

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._path.parent, suffix=".new")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"format": _FORMAT, "cases": self._cases}, file)
            Path(name).replace(self._path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

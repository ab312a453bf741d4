"""When the tutor has built in which engine, so that its share of a build cache, which carries no labels, can be told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tutor import paths

_MOST_LINES = 5000


class BuildLedger:
    """A file of lines, each with an engine's address and a span of time in seconds since the epoch."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file or paths.home() / "builds.jsonl"

    def note(self, address: str, began: float, ended: float) -> None:
        """Keep that a build ran; a disk that refuses costs a later `clean` its thoroughness, not the build."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps([address, began, ended]) + "\n")
        except OSError:
            return

    def spans(self, address: str) -> tuple[tuple[float, float], ...]:
        """Return the spans of the builds in one engine."""
        return tuple((began, ended) for where, began, ended in self._rows() if where == address)

    def forget(self, address: str) -> None:
        """Drop the lines of one engine, and the oldest of the others if there are very many."""
        kept = [row for row in self._rows() if row[0] != address][-_MOST_LINES:]
        try:
            new = self._file.with_suffix(".new")
            new.write_text("".join(json.dumps(row) + "\n" for row in kept), "utf-8")
            new.replace(self._file)
        except OSError:
            return

    def _rows(self) -> Iterator[tuple[str, float, float]]:
        """Yield the lines that can be read."""
        try:
            lines = self._file.read_text("utf-8", "replace").splitlines()
        except OSError:
            return
        for line in lines:
            try:
                where, began, ended = json.loads(line)
                yield str(where), float(began), float(ended)
            except (ValueError, TypeError):
                continue


def seconds(stamp: str) -> float:
    """Return an engine's time stamp, as in `2026-01-31T02:07:35.637580347Z`, in seconds since the epoch; 0 if it is none."""
    try:
        return datetime.fromisoformat(stamp).timestamp()
    except (ValueError, OverflowError):
        return 0.0

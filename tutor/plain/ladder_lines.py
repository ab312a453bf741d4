"""The size ladder of a lab as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tutor.model.ladder import Ladder, Rung
from tutor.plain.json_form import JSON_VERSION
from tutor.safe_text import clean_line, megabytes, saving, signed_megabytes

_BAR = 24
"""Columns of the longest bar."""
_START = 27
"""Columns before the sizes."""


def ladder_lines(lab_id: str, ladder: Ladder) -> Iterator[str]:
    """Yield one line an attempt, the newest last, between what is compared with and what came out."""
    if not ladder.rungs:
        yield "No attempts yet."
        yield f"`tutor check {lab_id}` builds and judges your Dockerfile; each attempt then gets a line here."
        return
    if ladder.traditional is not None:
        yield _line("traditional", ladder.traditional, ladder, "")
    yield from (_rung(rung, ladder) for rung in ladder.rungs)
    if ladder.target is not None:
        yield f"{'target':<{_START}}{megabytes(ladder.target):>8}  | in the bars: at most this passes"
    yield ""
    yield summary(ladder)


def ladder_form(lab_id: str, ladder: Ladder) -> dict[str, Any]:
    """Return the ladder as `tutor ladder --json` prints it; sizes in bytes, times in UTC."""
    return {
        "json_version": JSON_VERSION,
        "lab": lab_id,
        "traditional": ladder.traditional,
        "target": ladder.target,
        "best": ladder.best.number if ladder.best else None,
        "attempts": [_form(rung) for rung in ladder.rungs],
    }


def summary(ladder: Ladder) -> str:
    """Return the ladder in a sentence."""
    count = len(ladder.rungs)
    tries = f"{count} attempt{'s' if count != 1 else ''}"
    best = ladder.best
    if best is None or best.attempt.size is None:
        return f"{tries}; none has passed yet."
    change = saving(ladder.traditional, best.attempt.size)
    against = f", {change} against the traditional image" if change else ""
    return f"{tries}; best is number {best.number} with {megabytes(best.attempt.size)}{against}."


def _rung(rung: Rung, ladder: Ladder) -> str:
    attempt = rung.attempt
    when = datetime.fromtimestamp(attempt.when).strftime("%Y-%m-%d %H:%M")
    start = f"{'ok' if attempt.status == 'passed' else 'FAIL':<4}{rung.number:>4}  {when}"
    if attempt.size is not None:
        return _line(start, attempt.size, ladder, _end(rung))
    told = f": {clean_line(attempt.diagnosis, 60)}" if attempt.diagnosis else ""
    return f"{start:<{_START}}{'-':>8}  no image{told}"


def _end(rung: Rung) -> str:
    delta = f"{signed_megabytes(rung.delta):>9}" if rung.delta is not None else " " * 9
    return f"{delta}  best" if rung.best else delta


def _line(start: str, size: int, ladder: Ladder, end: str) -> str:
    length = max(round(_BAR * size / ladder.largest), 1)
    cells = list("#" * length + " " * (_BAR - length))
    if ladder.target is not None:
        cells[min(round(_BAR * ladder.target / ladder.largest), _BAR - 1)] = "|"
    return f"{start:<{_START}}{megabytes(size):>8}  {''.join(cells)}{end}".rstrip()


def _form(rung: Rung) -> dict[str, Any]:
    attempt = rung.attempt
    return {
        "number": rung.number,
        "when": datetime.fromtimestamp(attempt.when, UTC).isoformat(timespec="seconds"),
        "status": attempt.status,
        "size": attempt.size,
        "traditional_size": attempt.traditional_size,
        "delta": rung.delta,
        "best": rung.best,
        "diagnosis": attempt.diagnosis or None,
    }

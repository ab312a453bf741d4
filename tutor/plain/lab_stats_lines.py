"""The numbers of all labs, as lines and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from tutor.model.course import Lab
from tutor.model.progress import STATES
from tutor.report.lab_stats import BREAK_SECONDS, LabStats
from tutor.safe_text import clean_line


def stats_form(rows: Sequence[tuple[Lab, LabStats]]) -> list[dict[str, Any]]:
    """Return the numbers as JSON has them."""
    return [
        {"lab": lab.id, "planned_minutes": lab.minutes, **asdict(stats), "minutes": _rounded(stats)}
        for lab, stats in rows
    ]


def stats_lines(rows: Sequence[tuple[Lab, LabStats]]) -> Iterator[str]:
    """Yield a table, and what its numbers mean."""
    if not any(stats.attempts or stats.hints for _, stats in rows):
        yield "Nothing was built yet. `tutor learn` begins the course; the numbers come with the first attempts."
        return
    width = max([3, *(len(lab.id) for lab, _ in rows)])
    wide = max([5, *(len(STATES[stats.state]) for _, stats in rows)])
    yield f"{'lab':<{width}}  {'state':<{wide}}  {'minutes':>7}  {'planned':>7}  {'attempts':>8}  {'hints':>5}  hardest"
    for lab, stats in rows:
        minutes = _rounded(stats)
        hints = f"{stats.hints}" + (f" (to level {stats.deepest})" if stats.deepest > 1 else "")
        hardest = f"{clean_line(stats.hardest, 60)} (told {stats.hardest_times}x)" if stats.hardest else "-"
        yield (
            f"{lab.id:<{width}}  {STATES[stats.state]:<{wide}}  {'-' if minutes is None else minutes:>7}  {lab.minutes:>7}"
            f"  {stats.attempts:>8}  {hints:>5}  {hardest}"
        )
    yield ""
    yield (
        "Minutes are those between builds and hints, up to the first pass; longer than"
        f" {BREAK_SECONDS / 60:.0f} without either is a break. What was read before the first build is not in them."
    )


def _rounded(stats: LabStats) -> float | None:
    return None if stats.minutes is None else round(stats.minutes, 1)

"""A verdict with the evidence of every check, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.model.outcome import Status
from tutor.plain.lines import MARKS
from tutor.report.dispute import Dispute


def dispute_lines(about: Dispute) -> Iterator[str]:
    """Yield each check with what it expected, found and looked at."""
    for ruling in about.rulings:
        yield f"{MARKS[Status(ruling.status)]} {ruling.title} ({ruling.check_id}, {ruling.kind})"
        told = {
            "options": ruling.options,
            "expected": ruling.expected,
            "found": ruling.found,
            "where": ruling.where,
            "because": ruling.because,
        }
        yield from (f"       {name + ':':<9} {text}" for name, text in told.items() if text)
        yield from (f"       | {line}" for line in ruling.evidence)
    if about.verdict.engine:
        yield f"engine: {about.verdict.engine}"
    if not about.is_current:
        yield "Your files were changed after this verdict; check again, so that both belong together."

"""Explain a container that wants to write while its file system cannot be written."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import command_line
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_REFUSED = re.compile(
    r"EROFS: read-only file system, \w+ '([^']{1,300})'|['\"]?([\w./@-]{1,300})['\"]?: Read-only file system"
)
"""How Node, and how a shell or another program, says that a file could not be written."""


def writes_at_start(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """What the command starts stopped when it was not allowed to write a file."""
    found, line = _REFUSED.search(outcome.found), command_line(evidence)
    if found is None or line is None:
        return None
    path = clean_line(found[1] or found[2], 100)
    return Diagnosis(
        "writes-at-start",
        f"What line {line} starts writes `{path}`. With a read-only file system it may not, and it stopped.",
        "A server only has to serve; what a container writes is lost with it.",
        "Make that file while building, or leave it out.",
        line,
    )


RULES: tuple[Rule, ...] = (writes_at_start,)

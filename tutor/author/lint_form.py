"""What `tutor lab lint` prints: one line a finding, or an object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tutor.author.lint import Linted


def lint_lines(linted: Linted) -> Iterator[str]:
    """Yield a line for each finding, and the sum."""
    for finding in linted.findings:
        yield finding.sentence()
    labs = _counted(len(linted.labs), "lab")
    if not linted.findings:
        yield f"{labs}: nothing is wrong"
        return
    yield f"{labs}: {_counted(linted.errors, 'error')}, {_counted(linted.warnings, 'warning')}"


def lint_form(linted: Linted) -> dict[str, Any]:
    """Return the same as an object."""
    return {
        "labs": list(linted.labs),
        "errors": linted.errors,
        "warnings": linted.warnings,
        "findings": [
            {
                "file": f.file,
                "line": f.line,
                "severity": f.severity,
                "rule": f.rule,
                "message": f.message,
                "fix": f.fix,
            }
            for f in linted.findings
        ],
    }


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

"""Explain a file that cannot be read or parsed."""

from __future__ import annotations

from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule
from tutor.model.outcome import Diagnosis, Outcome


def unreadable(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The file is not text of a sensible size."""
    problem = evidence.file_problem
    return (
        Diagnosis(f"file-{problem.kind.replace('_', '-')}", problem.message, "", problem.fix)
        if problem
        else None
    )


def not_a_dockerfile(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The parser's first error, under its own stable code."""
    errors = evidence.dockerfile.errors if evidence.dockerfile else ()
    if not errors:
        return None
    first = errors[0]
    more = _more(len(errors) - 1)
    return Diagnosis(first.code, f"Line {first.span.line}: {first.message}", "", more, line=first.span.line)


def _more(others: int) -> str:
    if not others:
        return ""
    return f"There {'is' if others == 1 else 'are'} {others} more after it; begin with this one."


RULES: tuple[Rule, ...] = (unreadable, not_a_dockerfile)

"""Broken rules, one line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tutor.plain.columns import name_of
from tutor.report.rules import Finding
from tutor.report.shares import Share
from tutor.safe_text import clean_line, megabytes


def rule_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield `rule --fail-over 150MB: found 832 MB, brought by ...` for each broken rule."""
    for finding in findings:
        if finding.broken:
            rows = "; ".join(_row(row) for row in finding.brought_by)
            by = f", brought by {rows}" if rows else ""
            yield f"rule --{finding.rule} {clean_line(finding.limit)}: found {megabytes(finding.found)}{by}"


def _row(share: Share) -> str:
    origin = clean_line(share.origin.text, 80)
    return f"{clean_line(name_of(share.label), 80)} {megabytes(share.size)} ({origin})"

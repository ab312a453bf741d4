"""Tell what is wrong from what is only not finished, where someone is writing."""

from __future__ import annotations

from tutor.dockerfile.keywords import FLAGS
from tutor.model.dockerfile import Problem


def is_unfinished(problem: Problem, text: str, line: int, column: int) -> bool:
    """Return whether a problem may go away by writing on at the cursor: `line` counts from 1, `column` from 0."""
    lines = text.split("\n")
    if not 1 <= line <= len(lines) or lines[line - 1][column:].strip():
        return False
    if problem.code == "missing-arguments":
        return problem.span.line == line
    if (problem.span.end_line, problem.span.end_column) != (line, column):
        return False
    word = lines[line - 1][problem.span.column : column]
    if problem.code == "unknown-instruction":
        return any(name.startswith(word.upper()) for name in FLAGS)
    return problem.code in ("bad-flag", "unknown-stage", "missing-continuation", "not-in-project")

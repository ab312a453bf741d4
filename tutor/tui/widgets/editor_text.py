"""How the text of the editor is shown: signs for control characters, what is underlined, the note behind a line."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from tutor.model.dockerfile import Problem
from tutor.safe_text import clean_line

VISIBLE_CONTROLS = {
    **{c: 0x2400 + c for c in range(32) if c != 9},
    127: 0x2421,
    **dict.fromkeys(range(128, 160), 0xFFFD),
    **dict.fromkeys([0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD),
}
"""Control characters and direction marks, shown as signs, so that a file cannot steer the terminal."""


def columns(problem: Problem, line: int, string: str) -> tuple[int, int]:
    """Return the columns to underline on a line: at least one, without the indent."""
    span = problem.span
    indent = len(string) - len(string.lstrip())
    start = span.column if line == span.line else indent
    end = span.end_column if line == span.end_line else len(string.rstrip())
    if end <= start:
        start, end = min(start, max(len(string.rstrip()) - 1, 0)), max(len(string.rstrip()), start + 1)
    return start, end


def note(problem: Problem, room: int) -> str:
    """Return what is written behind a line with a problem, in at most `room` cells."""
    sign = "✗" if problem.severity == "error" else "!"
    text = f"{sign} {clean_line(problem.message, room)}"
    return text if cell_len(text) <= room else set_cell_size(text, room - 1) + "…"

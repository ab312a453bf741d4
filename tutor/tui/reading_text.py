"""The lines of a file that is read: each instruction with its three answers, and the bar of what it added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.content import Content

from tutor.dockerfile.answer_lines import AnsweredLine
from tutor.model.reading import WORDS, ReadLine
from tutor.safe_text import clean_line, megabytes
from tutor.tui.build_cells import fit, pad
from tutor.tui.size_bar import size_bar

ROWS_EACH = 2
"""Rows that an instruction takes."""
_INDENT = 6
_NUMBER = 8
_WIDEST = 30
"""Cells of the longest bar."""
_SHORT = {"run": "run", "build": "build", "no-size": "no size"}


@dataclass(frozen=True)
class ShownLine:
    """One instruction as it stands on the screen."""

    answered: AnsweredLine
    size: int | None = None
    """Bytes that it added; None while that is not known."""
    largest: int = 0
    """Bytes of the line that added most."""
    key: ReadLine | None = None
    """What is right, once that may be seen."""
    is_current: bool = False
    is_marked: bool = False
    """Whether the last verdict speaks of it."""


def line_rows(shown: ShownLine, width: int) -> tuple[Content, Content]:
    """Return the two rows of an instruction."""
    return _instruction(shown, width), _answers(shown, width)


def answer_at(x: int, width: int) -> str:
    """Return the word whose label is in this column of the second row; empty if none is."""
    for start, word, label in _places(width):
        if start <= x < start + len(label) + 2:
            return word
    return ""


def _instruction(shown: ShownLine, width: int) -> Content:
    sign, style = ("▸", "bold $primary") if shown.is_current else (" ", "")
    text = fit(clean_line(shown.answered.instruction.text, 400), max(width - _INDENT - 2, 8))
    told = ("✗", "bold $error") if shown.is_marked else _told(shown)
    return Content.assemble(
        (f"{sign} ", style),
        (f"{shown.answered.line:>3} ", "$dim"),
        (pad(text, max(width - _INDENT - 2, 8)), "bold" if shown.is_current else "$code-keyword"),
        told,
    )


def _told(shown: ShownLine) -> tuple[str, str]:
    if shown.key is None:
        return ("", "")
    return ("✓", "bold $success") if shown.answered.word in shown.key.answers else ("✗", "bold $error")


def _answers(shown: ShownLine, width: int) -> Content:
    parts, at = [Content(" " * _INDENT)], _INDENT
    for start, word, label in _places(width):
        chosen = shown.answered.word == word
        parts.append(Content(" " * (start - at)))
        parts.append(Content.assemble(("● " if chosen else "○ ", "$primary" if chosen else "$dim"), label))
        at = start + len(label) + 2
    return Content("").join([*parts, _bar(shown, max(width - at, 0))])


def _bar(shown: ShownLine, room: int) -> Content:
    if shown.size is None or room < _NUMBER:
        return Content("")
    bar = size_bar(shown.size, shown.largest, min(max(room - _NUMBER - 2, 0), _WIDEST))
    number = megabytes(shown.size) if shown.size else "0 B"
    return Content.assemble((f"{number:>{_NUMBER}} ", "" if shown.size else "$dim"), (bar, "$code-image"))


def _places(width: int) -> Iterator[tuple[int, str, str]]:
    """Yield (column, word, label) of each answer."""
    labels = WORDS if width >= 64 else _SHORT
    at = _INDENT
    for word, label in labels.items():
        yield at, word, label
        at += len(label) + 4

"""The list beneath the cursor: what could follow there."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from tutor.dockerfile.completion import Candidate, Completion

_ROWS = 6
"""Candidates that are seen at once."""
_WIDEST = 44
"""Cells of the longest row."""
_FRAME = 4
"""Cells beside a row: the border, and a blank on each side."""


class CompletionList(Widget, can_focus=False):
    """Shows candidates and never takes the keys; whoever has them moves the choice."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"completion--chosen"}

    class Taken(Message):
        """A candidate was clicked."""

        def __init__(self, candidate: Candidate) -> None:
            super().__init__()
            self.candidate = candidate

    def __init__(self) -> None:
        super().__init__(id="completion")
        self._candidates: tuple[Candidate, ...] = ()
        self._chosen: int | None = None
        self._top = 0
        """The candidate in the first row."""

    @property
    def is_open(self) -> bool:
        """Return whether it is on the screen."""
        return bool(self._candidates)

    @property
    def is_walked(self) -> bool:
        """Return whether one of the candidates is chosen."""
        return self._chosen is not None

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return what it shows."""
        return self._candidates

    @property
    def chosen(self) -> Candidate | None:
        """Return the candidate that is chosen, or None."""
        return None if self._chosen is None else self._candidates[self._chosen]

    def open(self, completion: Completion, at: Offset) -> None:
        """Show what fits; `at` is the place on the screen of what is to be replaced."""
        place = at - Offset(2, 0)
        if completion.candidates != self._candidates:
            self._candidates = completion.candidates
            self.styles.width = _width(self._candidates) + _FRAME
            self.styles.height = min(len(self._candidates), _ROWS) + 2
        if place != self.absolute_offset or not self.has_class("-open"):
            self.absolute_offset = place
            self.add_class("-open")
            self.refresh(layout=True)
        self.leave()

    def close(self) -> None:
        """Take it off the screen."""
        if self.is_open:
            self._candidates, self._chosen = (), None
            self.remove_class("-open")

    def walk(self, by: int) -> None:
        """Choose the candidate `by` further on, around; the first one if none is chosen."""
        if self.is_open:
            self._choose(0 if self._chosen is None else (self._chosen + by) % len(self._candidates))

    def leave(self) -> None:
        """Choose nothing, so that all keys are the text's own again."""
        self._choose(None)

    def _choose(self, index: int | None) -> None:
        self._chosen = index
        shown = index or 0
        self._top = min(max(self._top, shown - _ROWS + 1), shown) if index is not None else 0
        self.border_subtitle = "tab chooses" if index is None else "enter takes it"
        count = len(self._candidates)
        self.border_title = f"{shown + 1} of {count}" if index is not None and count > _ROWS else None
        self.refresh()

    def render(self) -> Content:
        """Draw the rows in view."""
        width = _width(self._candidates) if self.is_open else 0
        shown = self._candidates[self._top : self._top + _ROWS]
        rows = [_row(candidate, width) for candidate in shown]
        if self._chosen is not None:
            at = self._chosen - self._top
            rows[at] = rows[at].stylize(self.get_visual_style("completion--chosen"))
        return Content("\n").join(rows)

    def on_click(self, event: Click) -> None:
        """Take what is under the pointer."""
        event.stop()
        index = self._top + event.y - 1
        if 0 <= event.y - 1 < _ROWS and index < len(self._candidates):
            self.post_message(self.Taken(self._candidates[index]))


def _width(candidates: tuple[Candidate, ...]) -> int:
    """Return the cells of a row: the longest text, and the longest note two cells beside it."""
    texts = max(cell_len(_shown(c)) for c in candidates)
    notes = max(cell_len(c.note) for c in candidates)
    return min(max(texts + (notes + 2 if notes else 0), len("enter takes it") + 4), _WIDEST)


def _shown(candidate: Candidate) -> str:
    return candidate.text.rstrip(" /") + "/" if _is_folder(candidate) else candidate.text.rstrip()


def _is_folder(candidate: Candidate) -> bool:
    return candidate.kind == "folder" and candidate.text != "/"


def _row(candidate: Candidate, width: int) -> Content:
    """Return a candidate with its note at the right end, between two blanks."""
    text = _shown(candidate)
    text = text if cell_len(text) <= width else text[: width - 1] + "…"
    room = width - cell_len(text)
    note = candidate.note if cell_len(candidate.note) + 1 < room else ""
    gap = " " * (room - cell_len(note))
    return Content.assemble(f" {text}{gap}", (note, "$dim"), " ")

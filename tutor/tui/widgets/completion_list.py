"""The list beneath the cursor: what could follow there."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Offset
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tutor.dockerfile.completion import Candidate, Completion

_ROWS = 6
"""Candidates that are seen at once."""
_WIDEST = 44
"""Cells of the longest row."""
_PASSIVE, _WALKED = "tab chooses", "enter takes it"


class CompletionList(OptionList, can_focus=False):
    """Shows candidates and never takes the keys; whoever has them moves the choice."""

    def __init__(self) -> None:
        super().__init__(id="completion", markup=False)
        self._candidates: tuple[Candidate, ...] = ()

    @property
    def is_open(self) -> bool:
        """Return whether it is on the screen."""
        return bool(self._candidates)

    @property
    def is_walked(self) -> bool:
        """Return whether one of the candidates is chosen."""
        return self.is_open and self.highlighted is not None

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return what it shows."""
        return self._candidates

    @property
    def chosen(self) -> Candidate | None:
        """Return the candidate that is chosen, or None."""
        return self._candidates[self.highlighted or 0] if self.is_walked else None

    def open(self, completion: Completion, at: Offset) -> None:
        """Show what fits; `at` is the place on the screen of what is to be replaced."""
        self.leave()
        place = at - Offset(2, 0)
        if completion.candidates != self._candidates:
            self._fill(completion.candidates)
        elif place == self.absolute_offset:
            return
        self.absolute_offset = place
        self.add_class("-open")
        self.refresh(layout=True)

    def _fill(self, candidates: tuple[Candidate, ...]) -> None:
        self._candidates = candidates
        self.set_options(Option(row) for row in _rows(candidates))
        scrolls = len(candidates) > _ROWS
        self.styles.width = max(_width(candidates), len(_WALKED) + 4) + 4 + scrolls
        self.styles.height = min(len(candidates), _ROWS) + 2

    def close(self) -> None:
        """Take it off the screen."""
        if self.is_open:
            self._candidates = ()
            self.remove_class("-open")

    def walk(self, by: int) -> None:
        """Choose the candidate `by` further on, around; the first one if none is chosen."""
        count = len(self._candidates)
        if count:
            self.highlighted = ((self.highlighted or 0) + by) % count if self.is_walked else 0
            self.border_subtitle = _WALKED

    def leave(self) -> None:
        """Choose nothing, so that all keys are the text's own again."""
        self.highlighted = None
        self.border_subtitle = _PASSIVE


def _width(candidates: tuple[Candidate, ...]) -> int:
    notes = max(cell_len(c.note) for c in candidates)
    return min(max(cell_len(c.text.rstrip()) for c in candidates) + (notes + 2 if notes else 0), _WIDEST)


def _rows(candidates: tuple[Candidate, ...]) -> list[Content]:
    """Return each candidate with its note at the right end."""
    width = _width(candidates)
    return [_row(candidate, width) for candidate in candidates]


def _row(candidate: Candidate, width: int) -> Content:
    text = candidate.text.rstrip() + (
        "/" if candidate.kind == "folder" and not candidate.text.endswith("/") else ""
    )
    room = width - cell_len(text)
    note = candidate.note if cell_len(candidate.note) + 1 < room else ""
    return Content.assemble(text, " " * max(room - cell_len(note), 0), (note, "$dim"))

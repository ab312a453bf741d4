"""The checklist of the six sub-goals under the lesson: a row each where there is room, else two rows in all."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from tutor.model.sub_goals import Mark, Tick
from tutor.tui.wrap import join_lines

SIGNS = {
    Mark.OPEN: ("○", "$dim"),
    Mark.WRITTEN: ("◐", "$warning"),
    Mark.PROVEN: ("✓", "bold $success"),
}
_TALL = 34
"""Rows of a terminal from which each sub-goal gets a row of its own."""
_WIDE = 38
"""Columns from which the word stands beside the sign."""


def checklist_text(ticks: Sequence[Tick], width: int, *, roomy: bool) -> Content:
    """Return the checklist; empty if the lab has none."""
    if not ticks:
        return Content("")
    return join_lines(
        [_row(n, tick, width) for n, tick in enumerate(ticks, 1)] if roomy else _short(ticks, width)
    )


def _row(number: int, tick: Tick, width: int) -> Content:
    sign, style = SIGNS[tick.mark]
    label = f" {number} {tick.label}"
    is_open = tick.mark is Mark.OPEN
    word = "" if is_open or width < _WIDE else f"{tick.mark.value:>{width - len(label) - 1}}"
    return Content.assemble((sign, style), (label, "$dim" if is_open else ""), (word, "$dim"))


def _short(ticks: Sequence[Tick], width: int) -> list[Content]:
    signs = Content("  ").join(
        Content.assemble(SIGNS[tick.mark], (str(n), "$dim" if tick.mark is Mark.OPEN else ""))
        for n, tick in enumerate(ticks, 1)
    )
    return [signs, Content(_next(ticks)[:width])]


def _next(ticks: Sequence[Tick]) -> str:
    """Return the first sub-goal that is not written, else the first that is not proven, in words."""
    for number, tick in enumerate(ticks, 1):
        if tick.mark is Mark.OPEN:
            return f"▸ {number} {tick.label}"
    for number, tick in enumerate(ticks, 1):
        if tick.mark is Mark.WRITTEN:
            return f"◐ {number} {tick.label}"
    return "all six are proven"


class SubGoals(Static):
    """Shows the ticks; takes no room in a lab without sub-goals."""

    def __init__(self) -> None:
        super().__init__(id="sub-goals", markup=False)
        self._ticks: tuple[Tick, ...] = ()

    def show(self, ticks: tuple[Tick, ...]) -> None:
        """Show these ticks."""
        if ticks != self._ticks:
            self._ticks = ticks
            self._draw()

    def on_resize(self) -> None:
        """Fit the rows to the room."""
        self._draw()

    def _draw(self) -> None:
        roomy = self.app.size.height >= _TALL
        self.set_class(roomy, "-roomy")
        self.update(checklist_text(self._ticks, max(self.content_size.width, 20), roomy=roomy))
        self.set_class(bool(self._ticks), "-open")

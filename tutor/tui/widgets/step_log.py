"""What the selected step has printed, or all words of the selected advice."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tutor.engine.build_events import BuildNotice, BuildWarning
from tutor.safe_text import clean, clean_line
from tutor.tui.build_cells import fit
from tutor.tui.build_logs import printable
from tutor.tui.build_rows import Key, ListRow
from tutor.tui.build_state import ImageBuild, StepRow
from tutor.tui.widgets.row_list import RowList


class StepLog(Vertical):
    """A line that says whose log it is, and the last lines; it stays at the end until it is scrolled."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._key: Key | None = None

    def compose(self) -> ComposeResult:
        """Lay out the title above the lines."""
        yield Static(id="step-log-title", markup=False)
        yield RowList(id="step-log-lines")

    def show_row(self, row: ListRow, image: ImageBuild, width: int, height: int) -> None:
        """Show the log of a row in `height` lines, the title included."""
        lines, quiet = _lines(row, image, width)
        self.styles.height = height
        self.query_one("#step-log-title", Static).update(_title(row, image, width))
        listing = self.query_one("#step-log-lines", RowList)
        at_end = listing.at_end or row.key != self._key
        self._key = row.key
        style = "$dim" if quiet else ""
        listing.show(len(lines), lambda i, w: Content.styled(fit(printable(lines[i]), w), style))
        if at_end:
            listing.reveal(max(len(lines) - 1, 0))

    def turn(self, pages: int) -> None:
        """Scroll by pages."""
        listing = self.query_one("#step-log-lines", RowList)
        listing.scroll_to(y=listing.scroll_offset.y + pages * max(listing.size.height - 1, 1), animate=False)


def _title(row: ListRow, image: ImageBuild, width: int) -> Content:
    what, count = "About this advice", ""
    if row.step is not None:
        step = row.step.step
        what = f"Log of line {step.line}" if step.line else f"Log of {clean_line(step.name, 60)}"
        printed = image.logs.count(step.id)
        count = f" {printed} line{'s' if printed != 1 else ''} " if printed else ""
    elif isinstance(row.content, BuildNotice):
        what = "About this engine"
    words = fit(f"── {what} ", width - len(count) - 2)
    rule = "─" * max(width - len(words) - len(count) - 2, 0)
    return Content.styled(words + rule + count + "──", "$dim")


def _lines(row: ListRow, image: ImageBuild, width: int) -> tuple[Sequence[str], bool]:
    """Return the lines of a row, and whether they are the tutor's own words."""
    told = row.content
    if isinstance(told, BuildWarning):
        return _wrapped("\n".join(filter(None, (told.message, told.detail, told.url))), width), False
    if isinstance(told, BuildNotice):
        return _wrapped(told.text, width), False
    if not isinstance(told, StepRow):
        return (), False
    kept = image.logs.of(told.step.id)
    if kept:
        return list(kept), False
    failure = image.failure
    if failure is not None and failure.step is not None and failure.step.id == told.step.id:
        return failure.log_tail or clean(failure.message).splitlines(), False
    return (_silence(told, image),), True


def _silence(row: StepRow, image: ImageBuild) -> str:
    if image.logs.count(row.step.id):
        return "Its lines are no longer kept."
    return {
        "cached": "Taken from the cache: nothing ran, so nothing was printed.",
        "running": "Nothing printed yet.",
    }.get(row.state, "It printed nothing.")


def _wrapped(text: str, width: int) -> list[str]:
    return [part for line in clean(text).splitlines() for part in textwrap.wrap(line, width) or [""]]

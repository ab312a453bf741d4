"""The checks: verdict, the one diagnosis, sizes, what to try next, and each check with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.attempt import AttemptEvent
from tutor.tui.check_board import CheckBoard
from tutor.tui.check_text import check_text, debrief_text, diagnosis_text, stand_in_text, verdict_text
from tutor.tui.question_text import Pairs, predictions_text
from tutor.tui.widgets.sizes import SizeBars
from tutor.tui.wrap import join_lines


class ChecksPanel(VerticalScroll, can_focus=True):
    """Shows a `CheckBoard`."""

    def __init__(self, checks: Sequence[tuple[str, str]], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._board = CheckBoard.of(checks)
        self._tries: tuple[str, ...] = ()
        self._predictions: tuple[Pairs, Pairs] = ((), ())

    def compose(self) -> ComposeResult:
        """Lay out what is read first above what explains it."""
        yield Static(id="verdict", markup=False)
        yield Static(id="diagnosis", markup=False)
        yield SizeBars(id="sizes", markup=False)
        yield Static(id="stand-ins", markup=False)
        yield Static(id="predictions", markup=False)
        yield Static(id="debrief", markup=False)
        yield Static(id="check-list", markup=False)

    def on_mount(self) -> None:
        """Show which checks there are."""
        self._draw()

    def on_resize(self) -> None:
        """Wrap to the new width."""
        self._draw()

    def on_show(self) -> None:
        """Draw what came in while another view was open, once the width is known: a height that is asked for earlier would stay."""
        self.call_after_refresh(self._draw)

    def begin(self) -> None:
        """Forget the last verdict; a new attempt starts."""
        self._board = CheckBoard.of(self._board.checks, running=True)
        self._tries = ()
        self._draw()

    def feed(self, events: Iterable[AttemptEvent]) -> None:
        """Take in a batch of events."""
        for event in events:
            self._board.apply(event)
        self._draw()

    def end(self, trouble: str, tries: tuple[str, ...]) -> None:
        """The attempt is over; `trouble` tells why it gave no verdict, `tries` what to do after a pass."""
        self._board.running = False
        self._board.trouble = trouble
        self._tries = tries
        self._draw()
        self.scroll_home(animate=False)

    def show_predictions(self, settled: Pairs, waiting: Pairs) -> None:
        """Show what was predicted, beside what was found."""
        self._predictions = (settled, waiting)
        self._draw()

    def _draw(self) -> None:
        if not self.display:
            return
        board, width = self._board, max(self.scrollable_content_region.width - 2, 24)
        self._part("verdict", verdict_text(board, width))
        self._part("diagnosis", diagnosis_text(board.diagnosis, width - 3))
        self.query_one(SizeBars).show(board.sizes, width)
        self._part("stand-ins", stand_in_text(board.verdict, width))
        self._part("predictions", predictions_text(*self._predictions, width))
        tips = board.verdict.tips if board.verdict else ()
        self._part("debrief", debrief_text(self._tries, tips, width))
        rows = [check_text(title, board.outcomes.get(check), width) for check, title in board.checks]
        self._part("check-list", join_lines(rows))

    def _part(self, name: str, content: Content) -> None:
        part = self.query_one(f"#{name}", Static)
        part.update(content)
        part.set_class(bool(content.plain), "-open")

"""The checks: the verdict, the one diagnosis, and each check with what was expected and found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.attempt import AttemptEvent
from tutor.model.outcome import Diagnosis, Outcome, Sizes, Status
from tutor.safe_text import clean, clean_line
from tutor.tui.check_board import CheckBoard
from tutor.tui.engine_state import EngineState
from tutor.tui.wrap import hang, join_lines, labelled

_SIGNS = {
    Status.PASSED: ("✓", "$success"),
    Status.FAILED: ("✗", "bold $error"),
    Status.SKIPPED: ("–", "$dim"),
    Status.COULD_NOT_RUN: ("!", "bold $warning"),
}
_HEADLINES = {"passed": "bold $success", "failed": "bold $error", "could_not_run": "bold $warning", "running": "$primary"}
WORDS_LIMIT = 1200
"""Characters of the engine's own words that are shown; the log has the rest."""


class ChecksPanel(VerticalScroll, can_focus=True):
    """Shows a `CheckBoard`."""

    def __init__(self, checks: Sequence[tuple[str, str]], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._board = CheckBoard.of(checks)
        self._engine: EngineState | None = None

    def compose(self) -> ComposeResult:
        """Lay out verdict, diagnosis and list."""
        yield Static(id="verdict", markup=False)
        yield Static(id="diagnosis", markup=False)
        yield Static(id="check-list", markup=False)
        yield Static(id="check-notes", markup=False)

    def on_mount(self) -> None:
        """Show which checks there are."""
        self._draw()

    def on_resize(self) -> None:
        """Wrap to the new width."""
        self._draw()

    @property
    def sizes(self) -> Sizes:
        """Return the sizes known so far."""
        return self._board.sizes

    @property
    def headline(self) -> str:
        """Return the verdict in a sentence."""
        return self._board.headline()[0]

    def begin(self) -> None:
        """Forget the last verdict; a new attempt starts."""
        self._board = CheckBoard.of(self._board.checks, running=True)
        self._draw()

    def feed(self, events: Iterable[AttemptEvent]) -> None:
        """Take in a batch of events."""
        for event in events:
            self._board.apply(event)
        self._draw()

    def end(self, trouble: str) -> None:
        """The attempt is over; `trouble` tells why it gave no verdict."""
        self._board.running = False
        self._board.trouble = trouble
        self._draw()
        self.scroll_home(animate=False)

    def show_engine(self, state: EngineState) -> None:
        """Take in how the engine is doing; without one the panel says how to get one."""
        self._engine = state
        self._draw()

    def _draw(self) -> None:
        width = max(self.scrollable_content_region.width - 1, 24)
        board = self._board
        text, kind = board.headline()
        self.query_one("#verdict", Static).update(Content.styled(hang(text, width), _HEADLINES.get(kind, "$dim")))
        box = self.query_one("#diagnosis", Static)
        box.set_class(board.diagnosis is not None, "-open")
        if board.diagnosis is not None:
            box.update(diagnosis_text(board.diagnosis, width - 4))
        rows = [check_text(title, board.outcomes.get(check), width) for check, title in board.checks]
        self.query_one("#check-list", Static).update(join_lines(rows))
        self.query_one("#check-notes", Static).update(join_lines(self._notes(width)))

    def _notes(self, width: int) -> list[Content]:
        notes = []
        verdict = self._board.verdict
        if verdict is not None and verdict.stand_ins:
            names = ", ".join(clean_line(n, 80) for n in verdict.stand_ins)
            text = f"Base images made on this machine instead of the official ones: {names}. Sizes can differ a little."
            notes.append(Content.styled(hang(text, width, "! "), "$warning"))
        if self._engine is not None and self._engine.kind == "none":
            notes.append(labelled("No engine: ", self._engine.message, width, label_style="bold $warning"))
            if self._engine.fix:
                notes.append(Content.styled(hang(self._engine.fix, width, "  "), "$foreground"))
            notes.append(Content.styled(hang("Press f8 to look again or to start one.", width, "  "), "$foreground"))
        return notes


def diagnosis_text(diagnosis: Diagnosis, width: int) -> Content:
    """Return the three sentences and, dim, the engine's own words."""
    parts = [labelled("What  ", diagnosis.see, width, "bold", "$error")]
    if diagnosis.why:
        parts.append(labelled("Why   ", diagnosis.why, width))
    if diagnosis.try_:
        parts.append(labelled("Try   ", diagnosis.try_, width, label_style="bold $success"))
    words = clean(diagnosis.engine_words, WORDS_LIMIT).strip()
    if words:
        parts.append(Content.styled(hang(words, width, "Engine's own words: ", "  "), "$dim"))
    return join_lines(parts)


def check_text(title: str, outcome: Outcome | None, width: int) -> Content:
    """Return one check: its sign and title, and what explains its answer."""
    if outcome is None:
        return Content.assemble(("· ", "$dim"), (hang(clean_line(title), width - 2, "").replace("\n", "\n  "), "$dim"))
    sign, style = _SIGNS[outcome.status]
    head = hang(clean_line(outcome.title or title), width, f"{sign} ")
    parts = [Content.assemble((sign, style), (head[1:], "bold" if outcome.status is Status.FAILED else ""))]
    if outcome.status is Status.FAILED:
        for label, text in (("expected ", outcome.expected), ("found    ", outcome.found), ("where    ", outcome.where)):
            if text:
                parts.append(labelled("  " + label, clean(text, 600), width))
    elif outcome.status is Status.SKIPPED:
        parts = [_reasoned(parts[0], "skipped", outcome.because, width)]
    elif outcome.status is Status.COULD_NOT_RUN:
        parts = [_reasoned(parts[0], "could not run", outcome.because, width)]
    return join_lines(parts)


def _reasoned(head: Content, word: str, because: str, width: int) -> Content:
    reason = f"{word}: {clean_line(because)}" if because else word
    return Content.assemble(head, "\n", (hang(reason, width, "  "), "$dim"))

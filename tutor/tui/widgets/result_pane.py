"""The result: checks, build steps and log as the views of one pane."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive

from tutor.attempt import AttemptEvent
from tutor.tui.cache_map import Fates
from tutor.tui.question_text import Pairs
from tutor.tui.views import VIEWS
from tutor.tui.widgets.build_log import BuildLog
from tutor.tui.widgets.build_panel import BuildPanel
from tutor.tui.widgets.checks_panel import ChecksPanel
from tutor.tui.widgets.heading import Heading
from tutor.tui.widgets.question_panel import QuestionPanel


class ResultPane(Vertical):
    """Hands the events of an attempt to its views."""

    view: reactive[str] = reactive("checks")

    def __init__(self, checks: Sequence[tuple[str, str]]) -> None:
        super().__init__(id="result", classes="pane")
        self._checks = checks
        self._note_now = ""
        self.question = QuestionPanel(
            "Predict", "f7 to answer · the build does not wait", "f7 goes on", id="prediction"
        )
        """What is asked before or while a build runs."""

    def compose(self) -> ComposeResult:
        """Lay out the tabs and the views."""
        yield Heading(VIEWS, id="result-heading")
        yield self.question
        yield ChecksPanel(self._checks, id="view-checks")
        yield BuildPanel(id="view-build")
        yield BuildLog(id="view-log")

    def begin(self) -> None:
        """A new attempt starts: forget the last one."""
        self.query_one(BuildPanel).begin()
        self.query_one(BuildLog).begin()
        self.query_one(ChecksPanel).begin()
        self._note()

    def feed(self, events: Sequence[AttemptEvent]) -> None:
        """Take in a batch of events."""
        self.query_one(BuildPanel).feed(events)
        self.query_one(BuildLog).feed(events)
        self.query_one(ChecksPanel).feed(events)
        self._note()

    @property
    def fates(self) -> Fates:
        """Return what the learner's build did with each line so far."""
        return self.query_one(BuildPanel).fates

    def cancelling(self) -> None:
        """Say that the attempt was asked to stop."""
        self.query_one(Heading).note = "cancelling"

    def end(self, trouble: str, tries: tuple[str, ...] = ()) -> None:
        """The attempt is over."""
        self.query_one(BuildPanel).end()
        self.query_one(ChecksPanel).end(trouble, tries)
        self._note()

    def show_predictions(self, settled: Pairs, waiting: Pairs) -> None:
        """Show what was predicted, beside what was found."""
        self.query_one(ChecksPanel).show_predictions(settled, waiting)

    def focus_text(self) -> None:
        """Give the keys to the open view, so that the arrows scroll it."""
        self.query_one(f"#view-{self.view}").focus()

    def watch_view(self, view: str) -> None:
        """Show the view; it takes over the keys of the one before, and none of a question that is being answered."""
        had_focus = any(self.query_one(f"#view-{name}").has_focus_within for name, _ in VIEWS)
        for name, _ in VIEWS:
            self.query_one(f"#view-{name}").display = name == view
        self.query_one(Heading).current = view
        if had_focus:
            self.focus_text()

    def set_stale(self, stale: bool) -> None:
        """Say whether the text was changed after what is shown here was found."""
        self.query_one(Heading).note = "changed since" if stale else self._note_now

    def _note(self) -> None:
        self._note_now = self.query_one(Heading).note = self.query_one(BuildPanel).summary(self._note_room)

    @property
    def _note_room(self) -> int:
        return self.size.width - sum(len(label) + 2 for _, label in VIEWS) - 2

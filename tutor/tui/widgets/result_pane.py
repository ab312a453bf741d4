"""The result: checks, build steps and log as views of one pane; on a large screen two of them at once."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from tutor.attempt import AttemptEvent
from tutor.tui.engine_state import EngineState
from tutor.tui.widgets.build_panel import BuildLog, BuildPanel
from tutor.tui.widgets.checks_panel import ChecksPanel
from tutor.tui.widgets.sizes import SizesLine

VIEWS = ("checks", "build", "log")
_TITLES = {"checks": "Checks", "build": "Build", "log": "Log"}


class ViewTab(Static):
    """The name of a view; a click opens it."""

    class Chosen(Message):
        """A view was clicked."""

        def __init__(self, view: str) -> None:
            super().__init__()
            self.view = view

    def __init__(self, view: str) -> None:
        super().__init__(Content(f" {_TITLES[view]} "), id=f"tab-{view}", classes="view-tab")
        self._view = view

    def on_click(self, event: Click) -> None:
        """Open the view."""
        event.stop()
        self.post_message(self.Chosen(self._view))


class ResultPane(Vertical):
    """Routes the events of an attempt to its views."""

    view: reactive[str] = reactive("checks", init=False)

    def __init__(self, checks: Sequence[tuple[str, str]], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes="-checks")
        self._checks = checks

    def compose(self) -> ComposeResult:
        """Lay out the tabs, the views and the sizes."""
        with Vertical(id="tabs"):
            for view in VIEWS:
                yield ViewTab(view)
        with Vertical(id="views"):
            yield BuildPanel(id="view-build")
            yield BuildLog(id="view-log")
            yield ChecksPanel(self._checks, id="view-checks")
        yield SizesLine(id="sizes", markup=False)

    def on_mount(self) -> None:
        """Name the pane."""
        self.border_title = "Result"
        self.query_one("#view-build").border_title = "Build"
        self.query_one("#view-log").border_title = "Log"
        self.query_one("#view-checks").border_title = "Checks"
        self._mark_tabs()

    def begin(self) -> None:
        """A new attempt starts: forget the last one and show the build."""
        self.query_one(BuildPanel).begin()
        self.query_one(BuildLog).begin()
        self.query_one(ChecksPanel).begin()
        if self.view == "checks":
            self.view = "build"

    def feed(self, events: Sequence[AttemptEvent]) -> None:
        """Take in a batch of events."""
        self.query_one(BuildPanel).feed(events)
        self.query_one(BuildLog).feed(events)
        self.query_one(ChecksPanel).feed(events)
        self._titles()

    def end(self, trouble: str) -> None:
        """The attempt is over: show the verdict."""
        self.query_one(BuildPanel).end()
        self.query_one(ChecksPanel).end(trouble)
        self._titles()
        if self.view == "build":
            self.view = "checks"

    def show_engine(self, state: EngineState) -> None:
        """Hand on how the engine is doing."""
        self.query_one(ChecksPanel).show_engine(state)

    def next_view(self) -> None:
        """Open the next view, around; on a large screen checks are always there and steps and log take turns."""
        views = [v for v in VIEWS if v != "checks"] if self.screen.has_class("-large") else list(VIEWS)
        current = views.index(self.view) if self.view in views else 0
        self.view = views[(current + 1) % len(views)]

    def focus_view(self) -> None:
        """Give the keys to the open view, so that the arrows scroll it."""
        self.query_one(f"#view-{self.view}").focus()

    @on(ViewTab.Chosen)
    def _chosen(self, event: ViewTab.Chosen) -> None:
        event.stop()
        self.view = event.view

    def watch_view(self, old: str, new: str) -> None:
        """Show the view; keep the keys in this pane if they were here."""
        had_focus = self.has_focus_within
        self.remove_class(f"-{old}")
        self.add_class(f"-{new}")
        self._mark_tabs()
        if had_focus:
            self.focus_view()

    def _mark_tabs(self) -> None:
        for view in VIEWS:
            self.query_one(f"#tab-{view}").set_class(view == self.view, "-open")

    def _titles(self) -> None:
        self.query_one(SizesLine).show(self.query_one(ChecksPanel).sizes)
        self.query_one("#view-build").border_subtitle = self.query_one(BuildPanel).summary

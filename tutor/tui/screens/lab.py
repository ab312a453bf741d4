"""The lab: the lesson, the Dockerfile and what its build and checks say; routes between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Footer, Static

from tutor.errors import TutorError
from tutor.model.course import Lab
from tutor.model.progress import next_lab
from tutor.tui.engine_state import EngineState
from tutor.tui.keys import LAB_KEYS
from tutor.tui.messages import (
    AttemptBatch,
    AttemptEnded,
    Edited,
    EditorLeft,
    EngineWanted,
    LabLeft,
    SaveState,
    StepShown,
    TabChosen,
    TakenOver,
)
from tutor.tui.screens.confirm import ConfirmScreen
from tutor.tui.services import Services
from tutor.tui.threads import in_thread
from tutor.tui.widgets.banner import Banner
from tutor.tui.widgets.heading import Heading
from tutor.tui.widgets.status import StatusLine

if TYPE_CHECKING:
    from tutor.tui.desk import Desk, Opened

VIEWS = (("checks", "Checks"), ("build", "Build"), ("log", "Log"))
PANES = (("lesson", "Lesson"), ("editor", "Dockerfile"))
STOP_SECONDS = 6.0
"""How long leaving waits for a build to end, so that no container stays behind."""


class LabScreen(Screen[None]):
    """Shows one lab; the panes come after the first frame, because they are heavy."""

    BINDINGS: ClassVar[list[BindingType]] = [*LAB_KEYS]

    spot: reactive[str] = reactive("", init=False)
    """The view that was opened last: a pane or one of the result's views."""

    def __init__(self, lab: Lab, services: Services) -> None:
        super().__init__()
        self.lab = lab
        self.desk: Desk | None = None
        self._services = services

    def compose(self) -> ComposeResult:
        """Lay out the frame; `_open` fills it."""
        labs = self._services.course.labs
        yield StatusLine(self.lab.title, f"lab {labs.index(self.lab) + 1} of {len(labs)}")
        yield Banner()
        yield Heading((*PANES, *VIEWS), id="pane-tabs")
        with Horizontal(id="desk"):
            yield Static("Opening your Dockerfile", id="opening", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Follow the engine, and open the files once the frame is on the screen."""
        self.watch(self.app, "engine_state", self._show_engine)
        self.call_after_refresh(self._open)

    # ---- opening and leaving

    @work(group="open", exclusive=True)
    async def _open(self) -> None:
        try:
            opened = await in_thread(self._read)
        except TutorError as error:
            self.query_one("#opening", Static).update(f"{error}\n\nPress f5 to go back to the course.")
            return
        from tutor.tui.desk import Desk

        desk = Desk(self, self.lab, opened, self._sync, self._services.crash_log)
        await self.query_one("#opening").remove()
        await self.query_one("#desk").mount(desk.lesson, Vertical(desk.editor, desk.result, id="bench"))
        notice = desk.fill()
        self.desk = desk
        self.show("lesson" if self.has_class("-narrow") else "checks")
        if not self.has_class("-narrow"):
            desk.editor.editor.focus()
        if notice:
            self.notify(notice, markup=False)

    def _read(self) -> Opened:
        from tutor.tui.desk import open_files

        return open_files(self.lab, self._services.workspaces, self._services.store)

    async def close_down(self) -> None:
        """Stop a running build and save; whoever removes the screen awaits this first."""
        if self.desk is None:
            return
        if self.desk.runner.running:
            self.notify("Stopping the build first.", markup=False)
            await self.desk.runner.stopped(STOP_SECONDS)
        if self.desk.autosave is not None:
            await self.desk.autosave.sync()

    def rescue(self) -> None:
        """Save at once: the app is about to end because of a fault."""
        if self.desk is not None and self.desk.autosave is not None:
            self.desk.autosave.sync_now()

    # ---- what is shown

    def show(self, spot: str) -> None:
        """Open a pane or view; in a narrow terminal it is the only one on the screen."""
        self.spot = spot
        if self.desk is None:
            return
        if spot in dict(VIEWS):
            self.desk.result.view = spot
        if self.has_class("-narrow"):
            self._focus_spot(self.desk, spot)

    def watch_spot(self, spot: str) -> None:
        """Show the pane that holds the spot, where only one has room."""
        pane = "result" if spot in dict(VIEWS) else spot
        for name in ("lesson", "editor", "result"):
            self.set_class(name == pane, f"-on-{name}")
        self.query_one("#pane-tabs", Heading).current = spot

    def _focus_spot(self, desk: Desk, spot: str) -> None:
        if spot == "lesson":
            desk.lesson.focus_text()
        elif spot == "editor":
            desk.editor.editor.focus()
            self.call_after_refresh(desk.editor.reveal_mark)
        else:
            desk.result.focus_view()

    def _show_engine(self, state: EngineState) -> None:
        self.query_one(StatusLine).show(state)
        self.query_one(Banner).show(state, self._services.link.can_start)

    @on(TabChosen)
    def _tab(self, event: TabChosen) -> None:
        event.stop()
        self.show(event.name)

    # ---- the learner's file

    @work(group="sync")
    async def _sync(self) -> None:
        if self.desk is not None and self.desk.autosave is not None:
            await self.desk.autosave.sync()

    @on(Edited)
    def _edited(self) -> None:
        if self.desk is not None and self.desk.autosave is not None:
            self.desk.autosave.touched()

    @on(EditorLeft)
    def _left_editor(self) -> None:
        self._sync()

    @on(SaveState)
    def _saved(self, event: SaveState) -> None:
        if self.desk is None or self.desk.autosave is None:
            return
        self.desk.editor.set_saved(event.label)
        self.query_one("#pane-tabs", Heading).note = event.label
        self.desk.editor.set_readable(self.desk.autosave.readable, event.trouble)
        if event.trouble:
            self.notify(event.trouble, title="Your Dockerfile", severity="warning", markup=False)

    @on(TakenOver)
    def _taken_over(self, event: TakenOver) -> None:
        self.notify(event.notice, title="Your Dockerfile", markup=False, timeout=8)

    @work(group="step")
    async def on_step_shown(self, event: StepShown) -> None:
        """Remember the page for next time."""
        try:
            await in_thread(lambda: self._services.store.set_step(self.lab.id, event.step))
        except TutorError as error:
            self.notify(str(error), severity="warning", markup=False)

    # ---- the attempt

    @on(AttemptBatch)
    def _happened(self, event: AttemptBatch) -> None:
        if self.desk is not None:
            self.desk.result.feed(event.events)

    @on(AttemptEnded)
    async def _ended(self, event: AttemptEnded) -> None:
        if self.desk is None:
            return
        following = await self._following()
        self.desk.ended(event.verdict, event.trouble, following)
        self.refresh_bindings()
        if self.spot == "build":
            self.show("checks")
        if event.verdict is None or event.verdict.status == "could_not_run":
            self.post_message(EngineWanted())

    async def _following(self) -> Lab | None:
        course = self._services.course
        try:
            progress = await in_thread(self._services.store.all_progress)
        except TutorError:
            return None
        order = [lab.id for lab in course.labs if lab.id != self.lab.id]
        return course.find(next_lab(order, progress) or "")

    # ---- the keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer `cancel` while a build runs, and `build` while none does."""
        running = self.desk is not None and self.desk.runner.running
        if action == "cancel":
            return running
        return not running if action == "build" else True

    def action_build(self) -> None:
        """Build and check the text as it is now."""
        if self.desk is not None and not self.desk.runner.running:
            self.desk.runner.claim()
            self.desk.result.begin()
            self.refresh_bindings()
            self.show("build")
            self._attempt(self.desk)

    @work(group="attempt")
    async def _attempt(self, desk: Desk) -> None:
        await desk.build(lambda data: self._services.attempt_on(self.lab, data))

    def action_cancel(self) -> None:
        """Stop the build."""
        if self.desk is not None:
            self.desk.runner.cancel()
            self.desk.result.cancelling()

    def action_next_view(self) -> None:
        """Go to the next view, around."""
        spots = [name for name, _ in VIEWS]
        if self.has_class("-narrow"):
            spots = [name for name, _ in PANES] + spots
        at = spots.index(self.spot) if self.spot in spots else -1
        self.show(spots[(at + 1) % len(spots)])

    def action_turn_step(self, by: int) -> None:
        """Turn the page of the lesson."""
        if self.desk is not None and self.desk.lesson.turn(by) and self.has_class("-narrow"):
            self.show("lesson")

    def action_hint(self) -> None:
        """Open the next hint, or say when it opens."""
        if self.desk is None:
            return
        hint = self.desk.hint()
        if isinstance(hint, str):
            self.notify(hint, title="Hints", markup=False)
            return
        self.desk.lesson.show_hint(hint)
        if self.has_class("-narrow"):
            self.show("lesson")

    @work(group="leave", exclusive=True)
    async def action_leave(self) -> None:
        """Go back to the course."""
        await self.close_down()
        self.post_message(LabLeft(self.lab.id))

    @work(group="reset", exclusive=True)
    async def action_reset(self) -> None:
        """Put the start file back, after a question."""
        question = "Put the start file back? Your own Dockerfile is kept beside it under another name."
        if await self.app.push_screen_wait(ConfirmScreen(question, "Reset")) and self.desk:
            try:
                told = await self.desk.autosave.reset(self.lab) if self.desk.autosave else ""
                self.notify(told, title="Your Dockerfile", markup=False, timeout=8)
            except TutorError as error:
                self.notify(str(error), severity="warning", markup=False)

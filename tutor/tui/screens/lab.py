"""The lab: its frame and its keys; the desk inside holds the panes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Static

from tutor.errors import TutorError
from tutor.model.course import Lab
from tutor.tui.engine_state import EngineState
from tutor.tui.keys import LAB_KEYS
from tutor.tui.messages import (
    AttemptBegun,
    AttemptEnded,
    EngineWanted,
    FileShown,
    ImagesSeen,
    Judged,
    LabChosen,
    LabLeft,
    SaveState,
    TabChosen,
)
from tutor.tui.screens.lab_ways import reset, see_dispute, see_solution, skip
from tutor.tui.screens.lab_xray import LabXRay
from tutor.tui.services import Services
from tutor.tui.settled import SETTLED_SECONDS, keep_loaded
from tutor.tui.threads import in_thread
from tutor.tui.views import DOCKERFILE, FILES, IGNORE, PAGES, PANES, VIEWS, pane_of
from tutor.tui.widgets.banner import Banner
from tutor.tui.widgets.heading import Heading
from tutor.tui.widgets.key_footer import KeyFooter
from tutor.tui.widgets.status import StatusLine

if TYPE_CHECKING:
    from tutor.tui.desk import Desk
    from tutor.tui.opened import Opened


class LabScreen(Screen[None]):
    """Shows one lab; the desk comes after the first frame, because it is heavy."""

    BINDINGS: ClassVar[list[BindingType]] = [*LAB_KEYS]

    spot: reactive[str] = reactive("", init=False)
    """The pane or view that was opened last; in a narrow terminal the only one on the screen."""

    def __init__(self, lab: Lab, services: Services) -> None:
        super().__init__(classes="-unchecked")
        self.lab = lab
        self.desk: Desk | None = None
        self._xray = LabXRay(self)
        self._services = services

    def compose(self) -> ComposeResult:
        """Lay out the frame; `_open` fills it."""
        yield StatusLine(self.lab.title, self._place)
        yield Banner()
        yield Heading((*PANES, *VIEWS), id="pane-tabs")
        yield Static("Opening your Dockerfile", id="opening", markup=False)
        yield KeyFooter()

    def on_mount(self) -> None:
        """Follow the engine, and open the files once the frame is on the screen."""
        self.watch(self.app, "engine_state", self._show_engine)
        self.call_after_refresh(self._open)

    @work(group="open", exclusive=True)
    async def _open(self) -> None:
        opening = self.query_one("#opening", Static)
        try:
            opened = await in_thread(self._read)
        except TutorError as error:
            opening.update(f"{error}\n\nPress f5 to go back to the course.")
            return
        from tutor.tui.desk import Desk

        desk = Desk(self.lab, opened, self._services)
        await self.mount(desk, after=opening)
        await opening.remove()
        self.desk = desk
        self._show_builds_on_save()
        self.show("lesson" if self._narrow else "checks")
        if not self._narrow:
            desk.editor.focus_text()
        self.set_timer(SETTLED_SECONDS, keep_loaded)

    def _read(self) -> Opened:
        """Read the files, and import the desk: that takes long enough to hold up the first frame."""
        import tutor.tui.desk  # noqa: F401
        from tutor.tui.opened import open_files

        return open_files(self.lab, self._services)

    async def close_down(self) -> None:
        """Stop a running build and save; whoever removes the screen awaits this first."""
        if self.desk is not None:
            await self.desk.close_down()

    def rescue(self) -> None:
        """Save at once: the app is about to end because of a fault."""
        if self.desk is not None:
            self.desk.rescue()

    # ---- what is shown

    @property
    def _narrow(self) -> bool:
        return self.has_class("-narrow")

    @property
    def _place(self) -> str:
        course = self._services.course
        return f"lab {course.number(self.lab)} of {course.last_number}"

    def _show_builds_on_save(self) -> None:
        on = self.desk is not None and self.desk.builds_on_save
        self.query_one(StatusLine).set_note(f"{self._place} · builds on save" if on else self._place)

    def show(self, spot: str) -> None:
        """Open a pane or view; in a narrow terminal it gets the keys as well."""
        self.spot = spot
        if self.desk is None:
            return
        if spot in dict(VIEWS):
            self.desk.result.view = spot
        elif spot in dict(PAGES):
            self.desk.lesson.view = spot
        if self._narrow:
            self.desk.focus_pane(pane_of(spot))

    def watch_spot(self, spot: str) -> None:
        """Show the pane that holds the spot, where only one has room."""
        for name in ("lesson", "editor", "result"):
            self.set_class(name == pane_of(spot), f"-on-{name}")
        self.query_one("#pane-tabs", Heading).current = spot

    def on_resize(self) -> None:
        """In a terminal that became narrow, show the pane that has the keys."""
        if self.desk is not None and self.desk.file_pane.has_focus_within and self.spot != "editor":
            self.call_after_refresh(self._follow_editor)

    def _follow_editor(self) -> None:
        if self._narrow:
            self.show("editor")

    def _show_engine(self, state: EngineState) -> None:
        self.query_one(StatusLine).show(state)
        self.query_one(Banner).show(state, self._services.link.can_start)

    @on(TabChosen)
    def _tab(self, event: TabChosen) -> None:
        event.stop()
        self.show(event.name)

    @on(SaveState)
    def _saved(self, event: SaveState) -> None:
        self.query_one("#pane-tabs", Heading).note = event.label

    @on(AttemptBegun)
    def _begun(self, event: AttemptBegun) -> None:
        self.remove_class("-unchecked")
        self.refresh_bindings()
        if not event.again:
            self.show("build")

    @on(Judged)
    def _judged(self) -> None:
        self.refresh_bindings()
        if self.spot == "build":
            self.show("checks")

    @on(AttemptEnded)
    def _ended(self, event: AttemptEnded) -> None:
        self.refresh_bindings()
        if self.spot == "build" and event.verdict is None:
            self.show("checks")
        self._xray.show_attempts()
        if event.verdict is None or event.verdict.status == "could_not_run":
            self.post_message(EngineWanted())

    def action_xray(self) -> None:
        """Look through the images; a build goes on meanwhile."""
        if self.desk is not None:
            self._xray.open(self.desk, lambda: self._services.ladder(self.lab))

    @on(ImagesSeen)
    def _images_seen(self) -> None:
        if self.desk is not None:
            self._xray.show_images(self.desk)

    # ---- the keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer `cancel` until there is a verdict while no list is open, `build` while nothing is judged, and only what is there."""
        running = self.desk is not None and self.desk.runner.running and not self.desk.runner.judged
        if action == "cancel":
            desk = self.desk
            taken = desk is not None and (desk.editor.is_offering or desk.is_answering)
            return running and not taken
        if action == "turn_file":
            return self.lab.ignore is not None
        return not running if action == "build" else True

    def action_build(self) -> None:
        """Build and check the text as it is now."""
        if self.desk is None:
            return
        if not self.desk.runner.running:
            self.desk.build()
        elif self.desk.runner.judged:
            self.desk.runner.restart()

    def action_turn_file(self) -> None:
        """Go to the other file of the learner's."""
        if self.desk is not None:
            self.desk.show_file(DOCKERFILE if self.desk.file == IGNORE else IGNORE)
            self._show_file_name(self.desk.file)
            if self._narrow:
                self.show("editor")

    @on(FileShown)
    def _file_shown(self, event: FileShown) -> None:
        self._show_file_name(event.name)

    def _show_file_name(self, name: str) -> None:
        """Call the tab of the editor's pane, which is there in a narrow terminal, as the file in it."""
        panes = tuple((n, dict(FILES)[name] if n == "editor" else label) for n, label in PANES)
        self.query_one("#pane-tabs", Heading).set_tabs((*panes, *VIEWS))

    def action_save(self) -> None:
        """Save now, and build if the learner wants a build at each save."""
        if self.desk is not None:
            self.desk.save()

    def action_turn_build_on_save(self) -> None:
        """Build at each save, or no more."""
        if self.desk is None:
            return
        on = not self.desk.builds_on_save
        self.desk.set_builds_on_save(on)
        told = (
            "Each save builds now: ctrl+s, and a save by another program." if on else "Saving builds no more."
        )
        self.notify(told, title="Build on save", markup=False)
        self._show_builds_on_save()

    def action_cancel(self) -> None:
        """Stop the build."""
        if self.desk is not None:
            self.desk.cancel()

    def action_next_view(self) -> None:
        """Go to the next view, around."""
        spots = [name for name, _ in ((*PANES, *VIEWS) if self._narrow else VIEWS)]
        at = spots.index(self.spot) if self.spot in spots else -1
        self.show(spots[(at + 1) % len(spots)])

    def action_turn_step(self, by: int) -> None:
        """Turn the page of the lesson."""
        if self.desk is not None and self.desk.lesson.turn(by):
            self._show_lesson()

    def _show_lesson(self) -> None:
        """Bring the lesson into sight; where it is, nothing changes."""
        if self._narrow or (self.desk is not None and self.desk.lesson.view != "lesson"):
            self.show("lesson")

    def action_stages(self) -> None:
        """Show the picture of the stages; if it is in sight, the lesson, in a narrow terminal the file."""
        if self.desk is None:
            return
        if self._narrow:
            self.show("editor" if self.spot == "stages" else "stages")
        else:
            self.show("lesson" if self.desk.lesson.view == "stages" else "stages")

    def action_answer(self) -> None:
        """Go to the open question; close a result that was read."""
        if self.desk is None or self.desk.go_on():
            return
        panel = self.desk.open_question()
        if panel is None:
            self.notify("No question is open.", title="Questions", markup=False)
            return
        if panel is self.desk.lesson.question:
            self._show_lesson()
        elif self._narrow:
            self.show(self.desk.result.view if panel is self.desk.result.question else "lesson")
        self.call_after_refresh(panel.focus_answer)

    @work(group="way", exclusive=True)
    async def action_solution(self) -> None:
        """Open debrief and solution; before a pass only after a question."""
        if self.desk is not None:
            await see_solution(self, self.lab, self.desk)

    def action_hint(self) -> None:
        """Open the next hint, or say when it opens."""
        if self.desk is not None and self.desk.hint() and self._narrow:
            self.show("lesson")

    @work(group="leave", exclusive=True)
    async def action_leave(self) -> None:
        """Go back to the course."""
        await self.close_down()
        self.post_message(LabLeft(self.lab.id))

    @work(group="way", exclusive=True)
    async def action_dispute(self) -> None:
        """Show what every check looked at, and write a report of it."""
        if self.desk is not None:
            await see_dispute(self, self.desk)

    @work(group="leave", exclusive=True)
    async def action_skip(self) -> None:
        """Mark the lab as passed over, and open the next one; a lab that has passed is only left."""
        if self.desk is not None:
            await self.close_down()
            following = await skip(self, self.desk)
            self.post_message(LabChosen(following.id) if following else LabLeft(self.lab.id))

    @work(group="way", exclusive=True)
    async def action_reset(self) -> None:
        """Put the start file back, after a question."""
        if self.desk is not None:
            await reset(self, self.lab, self.desk)

"""The course: the labs in order, how far the learner is, and what the selected one is about."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from tutor.errors import TutorError
from tutor.model.course import Lab
from tutor.model.progress import LabProgress, next_lab
from tutor.safe_text import megabytes
from tutor.tui.catching_up import catch_up, catch_up_question
from tutor.tui.course_text import Place, lab_details, lab_row
from tutor.tui.engine_state import LOOKING, EngineState
from tutor.tui.keys import COURSE_KEYS, OPEN_KEY
from tutor.tui.messages import EngineWanted, LabChosen
from tutor.tui.services import Services
from tutor.tui.threads import in_thread
from tutor.tui.widgets.banner import Banner
from tutor.tui.widgets.status import StatusLine

_DONE = ("passed", "passed_after_solution", "skipped")
"""States after which the next lab is selected."""
_EMPTY = (
    "This course has no labs.\n\n"
    "The labs lie in a folder beside the program; TUTOR_LABS may name another one. "
    "`tutor doctor` tells what is missing."
)


class LabList(OptionList):
    """The labs; its enter opens one, in the same queue as the arrows, so that keys that come at once keep their order."""

    BINDINGS: ClassVar[list[BindingType]] = [OPEN_KEY]


class CourseScreen(Screen[None]):
    """Lists the labs; posts `LabChosen`."""

    BINDINGS: ClassVar[list[BindingType]] = [*COURSE_KEYS]

    def __init__(self, services: Services, came_from: str = "") -> None:
        super().__init__()
        self._services = services
        self._came_from = came_from
        """The id of the lab that was left; it stays selected unless it has passed."""
        self._progress: Mapping[str, LabProgress] = {}
        self._engine = LOOKING
        self._free: int | None = None
        self._selected = False
        """Whether a lab was selected once; later the learner's own selection stays."""

    def compose(self) -> ComposeResult:
        """Lay out the list and, beside or below it, the details."""
        yield StatusLine("Multi-Stage Tutor")
        yield Banner()
        with Container(id="course"):
            if self._services.course.labs:
                yield LabList(id="labs", compact=True)
                with VerticalScroll(id="details", can_focus=False):
                    yield Static(id="details-text", markup=False)
            else:
                yield Static(_EMPTY, id="empty", markup=False)
        yield Static(id="facts", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Follow the engine, and read the progress once the frame is on the screen."""
        self.watch(self.app, "engine_state", self._show_engine)
        self.call_after_refresh(self._read_progress)

    def on_resize(self) -> None:
        """Fit the rows to the width."""
        self.call_after_refresh(self._fill)

    @work(group="progress", exclusive=True)
    async def _read_progress(self) -> None:
        try:
            self._progress = await in_thread(self._services.store.all_progress)
        except TutorError as error:
            self.notify(str(error), severity="warning", markup=False)
        self._free = await in_thread(self._free_disk)
        self._fill()
        self._facts()
        if not self._selected:
            self._selected = True
            self._select_next()

    def _fill(self) -> None:
        """Draw all rows, keeping the selection."""
        labs = self._services.course.labs
        course = self._services.course
        passed = sum(all(self._of(lab).has_passed for lab in whole) for whole in course.wholes)
        told = f"{passed} of {len(course.wholes)} labs passed" if labs else ""
        self.query_one(StatusLine).set_note(told)
        for rows in self.query(OptionList):
            selected = rows.highlighted
            width, roomy = rows.scrollable_content_region.width - 2, self._is_roomy()
            rows.clear_options()
            rows.add_options(
                Option(lab_row(self._place(lab), lab, self._of(lab), width, roomy=roomy), lab.id)
                for lab in labs
            )
            rows.highlighted = selected if selected is not None else 0
            self._show_details()

    def _is_roomy(self) -> bool:
        """Return whether two lines a lab have room."""
        height = self.query_one("#course").content_size.height
        room = height if self.has_class("-large") else height * 3 // 5
        return 2 * len(self._services.course.labs) <= room

    def _place(self, lab: Lab) -> Place:
        course = self._services.course
        done = {other.id for other in course.labs if self._of(other).state in _DONE}
        waits_for = tuple((course.number(o), o.title) for o in course.waits_for(lab, done))
        following = next_lab([other.id for other in course.labs], self._progress)
        return Place(course.number(lab), lab.id == following, waits_for, self._sum(lab))

    def _sum(self, lab: Lab) -> str:
        """Return how many parts of a part's whole lab have passed; empty for a whole one."""
        whole = self._services.course.named(lab.part_of) if lab.part_of else ()
        passed = sum(self._of(part).has_passed for part in whole)
        return f"{passed} of {len(whole)} parts passed" if whole else ""

    def _select_next(self) -> None:
        order = [lab.id for lab in self._services.course.labs]
        left = self._services.course.find(self._came_from)
        unfinished = left is not None and self._of(left).state not in _DONE
        following = self._came_from if unfinished else next_lab(order, self._progress)
        for rows in self.query(OptionList):
            rows.highlighted = order.index(following) if following else 0

    def _show_details(self) -> None:
        lab = self._highlighted()
        if lab is not None:
            width = self.query_one("#details").scrollable_content_region.width - 2
            text = lab_details(self._place(lab), lab, self._of(lab), max(width, 20))
            self.query_one("#details-text", Static).update(text)

    def _highlighted(self) -> Lab | None:
        labs = self._services.course.labs
        at = self.query_one(OptionList).highlighted if labs else None
        return labs[at] if at is not None else None

    def _of(self, lab: Lab) -> LabProgress:
        return self._progress.get(lab.id, LabProgress(lab.id))

    def _free_disk(self) -> int | None:
        try:
            return shutil.disk_usage(self._services.workspaces.anchor or "/").free
        except OSError:
            return None

    def _facts(self) -> None:
        disk = f"{megabytes(self._free)} free on disk" if self._free is not None else ""
        parts = [f"{self._engine.symbol} {self._engine.label}", disk]
        self.query_one("#facts", Static).update(Content("   ".join(p for p in parts if p)))

    def _show_engine(self, state: EngineState) -> None:
        self._engine = state
        self._facts()
        self.query_one(Banner).show(state, self._services.link.can_start)

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self._show_details()

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Open the selected lab."""
        lab = self._highlighted()
        if lab is not None:
            self.post_message(LabChosen(lab.id))

    @work(group="skip", exclusive=True)
    async def action_skip(self) -> None:
        """Mark the selected lab as passed over; select what is left to do."""
        lab = self._highlighted()
        if lab is None or self._of(lab).has_passed:
            return
        await self._change(lambda: self._services.store.mark_skipped(lab.id))
        self._came_from = ""
        self._select_next()

    @work(group="skip", exclusive=True)
    async def action_catch_up(self) -> None:
        """Put a reference in place of the selected lab's Dockerfile, after a question."""
        from tutor.tui.screens.confirm import ConfirmScreen

        lab = self._highlighted()
        if lab is None:
            return
        screen = ConfirmScreen(catch_up_question(self._services.course, lab), "Catch up")
        if await self.app.push_screen_wait(screen):
            kept: list[Path] = []
            await self._change(lambda: kept.extend(catch_up(self._services, lab)))
            if kept:
                names = " and ".join(path.name for path in kept)
                told = f"The reference is there now. Your own is kept as {names}."
                self.notify(told, title=lab.title, markup=False)

    async def _change(self, action: Callable[[], object]) -> None:
        """Change what is kept of a lab beside the screen, then show the labs as they are now."""
        try:
            await in_thread(action)
            self._progress = await in_thread(self._services.store.all_progress)
        except TutorError as error:
            self.notify(str(error), severity="warning", markup=False)
        self._fill()

    def action_refresh(self) -> None:
        """Read progress and engine again."""
        self._read_progress()
        self.post_message(EngineWanted())

"""The app: owns the engine's state and the theme, and moves between the screens."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from tutor.model.course import Course
from tutor.tui.crash_log import write_crash
from tutor.tui.engine_link import EngineLink
from tutor.tui.engine_state import LOOKING, EngineState, starting
from tutor.tui.keys import APP_KEYS
from tutor.tui.messages import EngineWanted, LabChosen, LabLeft
from tutor.tui.screens.lab import LabScreen
from tutor.tui.services import Services
from tutor.tui.theme import DARK, LIGHT
from tutor.tui.threads import in_thread

if TYPE_CHECKING:
    from tutor.model.xray import Difference, XRay
    from tutor.store import Store
    from tutor.tui.engine_link import Connect, Start
    from tutor.tui.screens.course import CourseScreen


class TutorApp(App[None], inherit_bindings=False):
    """The tutor in a terminal."""

    TITLE = "Multi-Stage Tutor"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *APP_KEYS,
        Binding("question_mark", "help", show=False),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual declares it
        (0, "-narrow"),
        (80, "-medium"),
        (110, "-large"),
    ]

    engine_state: reactive[EngineState] = reactive(LOOKING, init=False)

    def __init__(
        self,
        course: Course,
        *,
        store: Store,
        workspaces: Path,
        downloads: Path,
        connect: Connect,
        start_engine: Start | None,
        open_lab: str | None,
        attempt: Callable[..., Iterator[Any]] | None = None,
        compare: Callable[[XRay, XRay], Difference] | None = None,
        read_file: Callable[[str, str], bytes] | None = None,
    ) -> None:
        super().__init__()
        link = EngineLink(connect, start_engine)
        self._services = Services(course, store, workspaces, downloads, link, attempt, compare, read_file)
        self._open_lab = open_lab
        self._leaving = False
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name

    def on_mount(self) -> None:
        """Show the lab that was asked for, else the course; look for an engine after the first frame."""
        self._end_on_signals()
        lab = self._services.course.find(self._open_lab or "")
        self.push_screen(LabScreen(lab, self._services) if lab else self._course_screen())
        if self._services.store.notice:
            self.notify(self._services.store.notice, severity="warning", markup=False, timeout=15)
        self.call_after_refresh(self._look)

    # ---- the engine

    @on(EngineWanted)
    def _wanted(self) -> None:
        self._look()

    @work(group="engine", exclusive=True)
    async def _look(self) -> None:
        self.engine_state = await in_thread(self._services.link.look)

    @work(group="engine", exclusive=True)
    async def action_start_engine(self) -> None:
        """Start an engine; its progress shows in the header."""

        def tell(text: str) -> None:
            with suppress(RuntimeError):  # the app has ended: nobody reads this any more
                loop.call_soon_threadsafe(self._engine_says, text)

        loop = asyncio.get_running_loop()
        self.engine_state = starting()
        state = await in_thread(lambda: self._services.link.start(tell))
        self.engine_state = state
        if state.kind == "none":
            self.notify(f"{state.message} {state.fix}", title="Engine", severity="warning", markup=False)

    def _engine_says(self, text: str) -> None:
        if self.engine_state.kind == "starting":
            self.engine_state = starting(text)

    def watch_engine_state(self) -> None:
        """Show or hide the key that starts an engine."""
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to start an engine only where none answers and one can be started."""
        if action == "start_engine":
            return self.engine_state.kind == "none" and self._services.link.can_start
        return True

    # ---- the screens

    @on(LabChosen)
    def _chosen(self, event: LabChosen) -> None:
        lab = self._services.course.find(event.lab_id)
        if lab is not None:
            self.switch_screen(LabScreen(lab, self._services))

    @on(LabLeft)
    def _left(self, event: LabLeft) -> None:
        self.switch_screen(self._course_screen(event.lab_id))

    def _course_screen(self, came_from: str = "") -> CourseScreen:
        from tutor.tui.screens.course import CourseScreen

        return CourseScreen(self._services, came_from)

    def action_help(self) -> None:
        """Show the keys."""
        from tutor.tui.screens.help import HelpScreen

        screen = self.screen
        dockerfile = screen.desk.dockerfile if isinstance(screen, LabScreen) and screen.desk else None
        self.push_screen(HelpScreen(dockerfile, self.help_sections()))

    def help_sections(self) -> tuple[tuple[str, tuple[Binding, ...]], ...]:
        """Return the keys that the help lists beside those of every tutor, with a title each."""
        return ()

    def action_turn_theme(self) -> None:
        """Switch between dark and light."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    # ---- the end

    async def action_quit(self) -> None:
        """Save, stop a running build, and leave; asked twice, leave at once."""
        if self._leaving:
            self.exit()
            return
        self._leaving = True
        self._leave(0)

    @work(group="quit")
    async def _leave(self, return_code: int) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, LabScreen):
                await screen.close_down()
        self.exit(return_code=return_code)

    def _end_on_signals(self) -> None:
        """Leave on a terminate or hang-up signal as on the key, so that no container stays behind."""
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                with suppress(NotImplementedError, ValueError, RuntimeError):
                    loop.add_signal_handler(number, self._leave, 128 + number)

    def _fatal_error(self) -> None:
        """Save what is in the editor and end with a sentence; the details go to a file."""
        for screen in self.screen_stack:
            if isinstance(screen, LabScreen):
                with suppress(Exception):  # nothing may stop the way out
                    screen.rescue()
        where = write_crash(self._exception or RuntimeError("unknown"), self._services.crash_log)
        told = Text(f"tutor: The app ended because of a fault of its own. Your text is saved. {where}")
        self._exit_renderables[:] = [told]
        self._close_messages_no_wait()

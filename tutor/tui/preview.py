"""The app on one lab that its author is writing: shown as learners see it, and anew at each save of its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from tutor.errors import TutorError
from tutor.model.course import Course, Lab
from tutor.safe_text import clean
from tutor.tui.app import TutorApp
from tutor.tui.author_parts import PAGE, Part, parts_of
from tutor.tui.keys import AUTHOR_KEYS, PREVIEW_KEYS
from tutor.tui.screens.author import AuthorScreen
from tutor.tui.screens.lab import LabScreen
from tutor.tui.threads import in_thread
from tutor.watch import FolderWatch
from tutor.workspace import Workspace

_TOLD_LINES = 4
"""Problems that a notice shows; the author's view has all."""


@dataclass(frozen=True)
class Source:
    """Where the lab comes from."""

    folder: Path
    load: Callable[[], Lab]
    """Reads the lab again; raises `TutorError` with what is wrong with its files."""
    words: Callable[[Lab], Mapping[str, str]]
    """What learners read after each mistake, by its id, as far as a proof has found it out; may take long."""


class PreviewApp(TutorApp):
    """The tutor on a course of one lab; what cannot be read leaves the last good version on the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [*PREVIEW_KEYS]

    def __init__(self, source: Source, lab: Lab, **services: Any) -> None:
        super().__init__(Course((lab,)), open_lab=lab.id, **services)
        self._source = source
        self._lab = lab
        """The last version that could be read."""
        self._shown = lab
        self._problems = ""
        self._words: Mapping[str, str] = {}
        self._at = 0
        self._watch = FolderWatch(source.folder, self._told)

    def on_mount(self) -> None:
        """Follow the lab's files from now on, and show a change when the screen is free for it."""
        super().on_mount()
        self._watch.__enter__()
        self.set_interval(0.3, self._catch_up)
        self._find_words()

    def on_unmount(self) -> None:
        """Follow them no longer."""
        self._watch.close()

    def _told(self) -> None:
        """Read the lab again; called on the thread of the watch."""
        with suppress(RuntimeError):  # the app has ended
            self.call_from_thread(self._reload)

    @work(group="reload", exclusive=True)
    async def _reload(self) -> None:
        try:
            self._lab = await in_thread(self._source.load)
        except (TutorError, OSError) as error:
            self._problems = clean(error.message if isinstance(error, TutorError) else str(error), 20_000)
            self._show_problems()
            return
        self._problems = ""
        self._find_words()

    @work(group="words", exclusive=True)
    async def _find_words(self) -> None:
        lab = self._lab
        with suppress(TutorError, OSError):  # then they are not known
            self._words = await in_thread(lambda: self._source.words(lab))

    def _show_problems(self) -> None:
        lines = self._problems.splitlines()
        more = f"\nAnd {len(lines) - _TOLD_LINES} more: f10 lists them." if len(lines) > _TOLD_LINES else ""
        told = "\n".join(lines[:_TOLD_LINES]) + more + "\nThe last good version stays on the screen."
        self.clear_notifications()
        self.notify(told, title="The lab cannot be read", severity="error", markup=False, timeout=30)

    # ---- the screen

    @work(group="catch-up")
    async def _catch_up(self) -> None:
        """Put a new version on the screen, unless something stands in front of the lab or of the author's view."""
        screen, lab = self.screen, self._lab
        if lab is self._shown or not isinstance(screen, LabScreen | AuthorScreen):
            return
        self._shown = lab
        author = isinstance(screen, AuthorScreen)
        if isinstance(screen, AuthorScreen):
            self._at = screen.at
            screen.action_back()
        await self._replace(lab)
        self.clear_notifications()
        self.notify("The lab was read again.", title="Preview", markup=False, timeout=3)
        if author:
            self.action_author()

    async def _replace(self, lab: Lab) -> None:
        """Show a new version on the page that was open; a Dockerfile that nobody has changed follows the start file."""
        before = next((s for s in self.screen_stack if isinstance(s, LabScreen)), None)
        if before is not None:
            await before.close_down()
            await in_thread(lambda: _follow_start(before.lab, lab, self._services.workspaces))
        self._services = replace(self._services, course=Course((lab,)))
        self.switch_screen(LabScreen(lab, self._services))

    # ---- the author's view

    @work(group="author", exclusive=True)
    async def action_author(self) -> None:
        """Show all that the lab consists of, and go where the author wants to."""
        if not isinstance(self.screen, LabScreen):
            return
        parts = parts_of(self._shown, self._problems, self._words)
        view = AuthorScreen(self._shown.title, parts, 0 if self._problems else self._at)
        part = await self.push_screen_wait(view)
        self._at = view.at
        if part is not None and isinstance(self.screen, LabScreen):
            await self._take(self.screen, part)

    async def _take(self, screen: LabScreen, part: Part) -> None:
        if screen.desk is None:
            return
        if part.kind == PAGE:
            screen.desk.lesson.turn(part.page - screen.desk.lesson.step)
            screen.show("lesson")
        else:
            await screen.desk.put(part.dockerfile, f"{part.label}: ctrl+b builds it.", part.ignore)

    def help_sections(self) -> tuple[tuple[str, tuple[Binding, ...]], ...]:
        """Return the keys of a preview for the help."""
        return (("While you preview a lab", PREVIEW_KEYS), ("In the author's view", AUTHOR_KEYS))


def _follow_start(before: Lab, now: Lab, workspaces: Path) -> None:
    """Let a file that is still what the old lab began with be made anew from the new one."""
    workspace = Workspace(workspaces / before.id)
    for file, old, new in (
        (workspace.path, before.start, now.start),
        (workspace.ignore_file.path, before.ignore, now.ignore),
    ):
        with suppress(OSError, ValueError):
            if old is not None and old != new and file.read_text(encoding="utf-8") == old:
                file.unlink()

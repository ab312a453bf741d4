"""The learner's ignore file, in the place of the Dockerfile: an editor with its title, and what the file lets through."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static, TextArea

from tutor.tui.autosave import Autosave, Pace
from tutor.tui.keeper import Keeper, Synced
from tutor.tui.messages import FileSeen, SaveState, TakenOver
from tutor.tui.sent import Sent, sent
from tutor.tui.text_change import change_between
from tutor.tui.threads import in_thread
from tutor.tui.views import FILES, IGNORE
from tutor.tui.widgets.editor_theme import EditorTheme
from tutor.tui.widgets.heading import Heading
from tutor.watch import FileWatch
from tutor.workspace import READ_LIMIT

PAUSE_SECONDS = 0.3
"""Without a key before it is found out what is sent."""


class IgnoreText(TextArea):
    """Edits one ignore file."""

    def __init__(self) -> None:
        super().__init__(id="ignore", show_line_numbers=True, tab_behavior="focus", soft_wrap=False)
        self.register_theme(EditorTheme())
        self.theme = EditorTheme.name

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave f6, by which a text area selects a line, to the lab."""
        return False if action == "select_line" else super().check_action(action, parameters)

    def on_key(self, event: Key) -> None:
        """Keep escape from moving the focus."""
        if event.key == "escape":
            event.stop()
            event.prevent_default()


class IgnorePane(Vertical):
    """Saves and follows its file by itself; posts `Changed` for each change, and lets `SavedOutside` through."""

    class Changed(Message):
        """The text in the editor was changed."""

    def __init__(self, app_folder: Path, path: Path, keeper: Keeper, synced: Synced) -> None:
        super().__init__(id="ignore-pane", classes="pane")
        self._app_folder, self._synced = app_folder, synced
        self.text_area = IgnoreText()
        self.keeper = keeper
        self.autosave = Autosave(self, keeper, self, self._sync, Pace())
        self._watch = FileWatch(path, lambda _: self._file_seen(), limit=READ_LIMIT)
        self._pause: Timer | None = None
        self._sent = Static(id="sent", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out the editor and the line beneath."""
        yield Heading(FILES, id="ignore-heading")
        yield self.text_area
        yield self._sent

    def on_mount(self) -> None:
        """Show the file, and follow what other programs do to it."""
        self.query_one(Heading).current = IGNORE
        self._watch.start()
        self.text_area.load_text(self._synced.text)
        self.text_area.read_only = not self._synced.readable
        self.autosave.loaded(self._synced)
        if self._synced.notice:
            self._notify(self._synced.notice)
        self._look()

    async def on_unmount(self) -> None:
        """Follow the file no more."""
        await in_thread(self._watch.close)

    @property
    def current(self) -> str:
        """Return the text now."""
        return self.text_area.text

    def take_over(self, text: str) -> None:
        """Show another text by changing only the lines that differ; undo goes back."""
        change = change_between(self.text_area.text, text)
        if change is not None:
            self.text_area.replace(*change)

    def focus_text(self) -> None:
        """Give the keys to the text."""
        self.text_area.focus()

    # ---- the file

    @work(group="sync")
    async def _sync(self) -> None:
        await self.autosave.sync()

    def _file_seen(self) -> None:
        """Pass on what the watch saw, from its thread."""
        with suppress(RuntimeError):  # the app has ended: nobody reads this any more
            self.post_message(FileSeen())

    @on(FileSeen)
    def _follow_file(self, event: FileSeen) -> None:
        event.stop()
        self._sync()

    @on(TextArea.Changed)
    def _edited(self, event: TextArea.Changed) -> None:
        event.stop()
        self.autosave.touched()
        self.post_message(self.Changed())
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE_SECONDS, self._look)

    def on_descendant_blur(self) -> None:
        """Save: whoever left may build now."""
        self._sync()

    @on(SaveState)
    def _saved(self, event: SaveState) -> None:
        event.stop()
        self.query_one(Heading).note = event.label
        self.text_area.read_only = not self.autosave.readable
        if event.trouble:
            self.notify(event.trouble, title="Your ignore file", severity="warning", markup=False)

    @on(TakenOver)
    def _taken_over(self, event: TakenOver) -> None:
        event.stop()
        self._notify(event.notice)

    def _notify(self, notice: str) -> None:
        self.notify(notice, title="Your ignore file", markup=False, timeout=8)

    # ---- what is sent

    @work(group="sent", exclusive=True)
    async def _look(self) -> None:
        """Find out what the file lets through, beside the screen."""
        text = self.current
        self._sent.update(_sent_line(await in_thread(lambda: sent(self._app_folder, text))))


def _sent_line(found: Sent) -> Content:
    if found.trouble:
        return Content.assemble(("✗ ", "bold $error"), found.text)
    return Content.styled(found.text, "$dim")

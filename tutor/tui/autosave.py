"""When the editor's text goes to disk: soon after the last key, and now and then while typing goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from textual.message_pump import MessagePump
from textual.timer import Timer

from tutor.tui.keeper import Keeper, Synced
from tutor.tui.messages import SaveState, TakenOver
from tutor.tui.threads import in_thread


@dataclass(frozen=True)
class Pace:
    """Seconds between a key and the disk."""

    quiet: float = 0.7
    """After the last key."""
    latest: float = 1.8
    """After the first key that is not on disk yet."""
    poll: float = 1.0
    """Between two looks at the file."""


class TextSource(Protocol):
    """What holds the text: the editor."""

    @property
    def current(self) -> str:
        """Return the text now."""
        ...

    def take_over(self, text: str) -> None:
        """Show another text; the cursor stays where it makes sense."""
        ...


class Autosave:
    """Saves and polls for one editor; posts `SaveState` and `TakenOver` to its owner."""

    def __init__(
        self, owner: MessagePump, keeper: Keeper, source: TextSource, run: Callable[[], None], pace: Pace
    ) -> None:
        self._owner = owner
        self._keeper = keeper
        self._source = source
        self._run = run
        """Starts `sync` in a worker of the owner."""
        self._pace = pace
        self._loaded = ("", "")
        """The file's text and how the editor gives it back: line ends may differ, and that is no change."""
        self._timers: dict[str, Timer] = {}
        self._busy = self._again = False
        self._trouble = ""
        self.readable = True

    def loaded(self, file_text: str, readable: bool) -> None:
        """Remember what the editor was filled with, and start to poll."""
        self._loaded = (file_text, self._source.current)
        self.readable = readable
        if "poll" not in self._timers:
            self._timers["poll"] = self._owner.set_interval(self._pace.poll, self._run)

    def touched(self) -> None:
        """Note a key: the text is newer than the file."""
        if self._mine() == self._loaded[0]:
            return
        if "quiet" in self._timers:
            self._timers.pop("quiet").stop()
        self._timers["quiet"] = self._owner.set_timer(self._pace.quiet, self._run)
        if "latest" not in self._timers:
            self._timers["latest"] = self._owner.set_timer(self._pace.latest, self._run)
            self._owner.post_message(SaveState("editing"))

    async def sync(self) -> None:
        """Bring editor and file together beside the screen; a call while one runs makes it run once more."""
        self._again = True
        if self._busy:
            return
        self._busy = True
        try:
            while self._again:
                self._again = False
                await self._sync_once()
        finally:
            self._busy = False

    def sync_now(self) -> bool:
        """Save at once, on the caller's time; return whether the text is on disk."""
        synced = self._keeper.sync(self._mine())
        return not synced.trouble

    async def _sync_once(self) -> None:
        for name in ("quiet", "latest"):
            if name in self._timers:
                self._timers.pop(name).stop()
        mine = self._mine()
        synced = await in_thread(lambda: self._keeper.sync(mine))
        self._show(mine, synced)
        self._report(synced)

    def _mine(self) -> str:
        text = self._source.current
        return self._loaded[0] if text == self._loaded[1] else text

    def _show(self, mine: str, synced: Synced) -> None:
        newly_readable, self.readable = synced.readable and not self.readable, synced.readable
        if synced.text == mine and not newly_readable:
            return
        now = self._mine()
        text = synced.text if now == mine else self._keeper.merge(now, mine)
        self._source.take_over(text)
        self._loaded = (synced.text, self._source.current if text == synced.text else synced.text)
        self._again = self._again or text != synced.text
        if synced.notice:
            self._owner.post_message(TakenOver(synced.notice))

    def _report(self, synced: Synced) -> None:
        if synced.trouble:
            label = "not saved" if synced.readable else "not readable"
        else:
            label = "saved"
        self._owner.post_message(SaveState(label, synced.trouble if synced.trouble != self._trouble else ""))
        self._trouble = synced.trouble

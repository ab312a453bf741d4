"""When the editor's text goes to disk: soon after the last key, and now and then while typing goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from textual.message_pump import MessagePump
from textual.timer import Timer

from tutor.tui.keeper import Keeper, Synced
from tutor.tui.messages import SavedOutside, SaveState, TakenOver
from tutor.tui.threads import in_thread
from tutor.workspace import merge


@dataclass(frozen=True)
class Pace:
    """Seconds between a key and the disk."""

    quiet: float = 0.7
    """After the last key."""
    latest: float = 1.8
    """After the first key that is not on disk yet."""
    retry: float = 1.0
    """Before the next try, where the file could not be read or written."""


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
    """Saves for one editor; posts `SaveState`, `TakenOver` and `SavedOutside` to its owner."""

    def __init__(
        self,
        owner: MessagePump,
        keeper: Keeper,
        source: TextSource,
        run: Callable[[], object],
        pace: Pace,
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
        self._lock = asyncio.Lock()
        self._told = ("", "")
        self.readable = True

    def loaded(self, synced: Synced) -> None:
        """Remember what the editor was filled with, and save it if it is not what the file holds."""
        self._loaded = (synced.text, self._source.current)
        self.readable = synced.readable
        self._report(synced)
        self._run()

    def touched(self) -> None:
        """Note a key: the text is newer than the file."""
        if self._mine() == self._loaded[0]:
            return
        self._stop("quiet")
        self._timers["quiet"] = self._owner.set_timer(self._pace.quiet, self._run)
        if "latest" not in self._timers:
            self._timers["latest"] = self._owner.set_timer(self._pace.latest, self._run)
            self._tell("editing", "")

    async def sync(self) -> str:
        """Bring editor and file together beside the screen; return why that failed, empty if it did not."""
        async with self._lock:
            while True:
                self._stop("quiet", "latest", "retry")
                mine = self._mine()
                synced = await in_thread(lambda text=mine: self._keeper.sync(text))  # type: ignore[misc]
                typed_meanwhile = self._show(mine, synced)
                self._report(synced)
                if synced.outside:
                    self._owner.post_message(SavedOutside())
                if synced.trouble:
                    self._timers["retry"] = self._owner.set_timer(self._pace.retry, self._run)
                if not typed_meanwhile or synced.trouble:
                    return synced.trouble

    async def put(self, text: str, told: str) -> str:
        """Put another text in place, which undo takes back; return what became of the learner's own."""
        async with self._lock:
            mine = self._mine()
            synced = await in_thread(lambda: self._keeper.put(text, mine, told))
            self._source.take_over(synced.text)
            self._loaded = (synced.text, self._source.current)
            self.readable = True
            self._report(synced)
            return synced.notice

    def sync_now(self) -> None:
        """Save at once, on the caller's time: the program is about to end."""
        self._keeper.sync(self._mine())

    def _stop(self, *names: str) -> None:
        for name in names:
            if name in self._timers:
                self._timers.pop(name).stop()

    def _mine(self) -> str:
        text = self._source.current
        return self._loaded[0] if text == self._loaded[1] else text

    def _show(self, mine: str, synced: Synced) -> bool:
        """Take over what the file had; return whether there is more to save, typed in the meantime."""
        became_readable, self.readable = synced.readable and not self.readable, synced.readable
        if synced.text == mine and not became_readable:
            return False
        now = self._mine()
        text = synced.text if now == mine else merge(mine, now, synced.text).text
        self._source.take_over(text)
        self._loaded = (synced.text, self._source.current if text == synced.text else synced.text)
        if synced.notice:
            self._owner.post_message(TakenOver(synced.notice))
        return text != synced.text

    def _report(self, synced: Synced) -> None:
        trouble = "NOT saved" if synced.readable else "not readable"
        self._tell(trouble if synced.trouble else "saved", synced.trouble)

    def _tell(self, label: str, trouble: str) -> None:
        if (label, trouble) != self._told:
            self._told = (label, trouble)
            self._owner.post_message(SaveState(label, trouble))

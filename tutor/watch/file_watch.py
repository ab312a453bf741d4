"""Follow the content of one file, however it is saved and wherever it lies."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from tutor.watch.sight import Sight, look

POLL_SECONDS = 1.0
"""Between two looks that no event asked for."""
QUIET_SECONDS = 0.1
"""How long a file must stay as it is before its content counts: a save may be several writes."""
GONE_SECONDS = 1.0
"""The same for a file that is missing, unreadable or empty: most often another program is about to fill it."""
_STEP_SECONDS = 0.05


class FileWatch:
    """Tells, on a thread of its own, what a file holds: first as it is, then at each change; use it as a context.

    The system's events only say when to look, and a look comes each second without them as well. So a file system
    that gives no events (a network share, a mounted folder of another system) costs a second, and never a save.
    What counts as a change is the content, compared byte by byte: times and inode numbers lie after some saves.
    """

    def __init__(
        self, path: Path, told: Callable[[Sight], object], *, limit: int, with_events: bool = True
    ) -> None:
        self._path, self._told, self._limit = path, told, limit
        self._with_events = with_events
        self._stop = threading.Event()
        self._last: Sight | None = None
        """What was told last."""
        self._rewrite_counts = False
        self._thread = threading.Thread(target=self._follow, daemon=True, name="tutor-watch")

    def start(self) -> None:
        """Begin to look."""
        # A thread that is inside the event library while the interpreter goes down would bring it down hard.
        atexit.register(self.close)
        self._thread.start()

    def close(self) -> None:
        """End the watch; returns when its thread has ended, at most a moment later."""
        self._stop.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(2 * POLL_SECONDS)
        atexit.unregister(self.close)

    def count_a_rewrite(self) -> None:
        """Let the next save count even if it writes what the file holds already."""
        self._rewrite_counts = True

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _follow(self) -> None:
        self._look()
        while not self._stop.is_set():
            for _ in self._moments():
                self._look()

    def _moments(self) -> Iterator[None]:
        """Yield when it is time to look; end when other folders are to be watched."""
        folders = self._folders()
        try:
            if self._with_events and folders:
                for _ in _events(list(folders), self._stop):
                    yield
                    if self._folders() != folders:
                        return
                return
        except (OSError, RuntimeError):
            pass  # no events to be had here: no more watches allowed, or a folder that went away just now
        self._stop.wait(POLL_SECONDS)
        yield

    def _folders(self) -> dict[Path, tuple[int, int]]:
        """Return the folders in which a save can happen, each with its identity: a link is saved where it leads."""
        found = {}
        for folder in (self._path.parent, self._target().parent):
            try:
                status = folder.stat()
            except OSError:
                continue
            found[folder] = (status.st_dev, status.st_ino)
        return found

    def _target(self) -> Path:
        try:
            return self._path.resolve()
        except (OSError, RuntimeError):  # a link that leads to itself
            return self._path

    def _look(self) -> None:
        """Tell what is there, once it has settled, if that is news."""
        seen, since = look(self._path, self._limit), time.monotonic()
        while self._is_news(seen):
            if time.monotonic() - since >= (QUIET_SECONDS if seen.data else GONE_SECONDS):
                self._last, self._rewrite_counts = seen, False
                self._told(seen)
                return
            if self._stop.wait(_STEP_SECONDS):
                return
            now = look(self._path, self._limit)
            if now != seen:
                seen, since = now, time.monotonic()

    def _is_news(self, seen: Sight) -> bool:
        if self._last is None or not seen.shows_the_same_as(self._last):
            return True
        return self._rewrite_counts and seen.modified_ns != self._last.modified_ns


def _events(folders: list[Path], stop: threading.Event) -> Iterator[object]:
    """Yield when something happened in the folders, at the latest each second; ends when `stop` is set.

    The folders are watched and not the file, because most programs save by putting a new file in its place.
    """
    import watchfiles

    return watchfiles.watch(
        *folders,
        watch_filter=None,
        step=round(_STEP_SECONDS * 1000),
        debounce=500,
        rust_timeout=round(POLL_SECONDS * 1000),
        yield_on_timeout=True,
        stop_event=stop,
        recursive=False,
        force_polling=False,
    )

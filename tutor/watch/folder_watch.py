"""Follow the files below a folder: when somebody has changed, made or removed one of them."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

POLL_SECONDS = 1.0
"""Between two looks that no event asked for."""
QUIET_SECONDS = 0.2
"""How long all must stay as it is before a change is told: a save may be several writes."""
_LEFT_OUT = frozenset({"node_modules", ".git", ".next", "__pycache__"})
_MOST = 20_000
"""Files that are looked at; a folder with more is no lab."""

State = dict[str, tuple[int, int, int]]
"""Path to when it was written, its size and its number."""


class FolderWatch:
    """Tells, on a thread of its own, that something below a folder has changed; use it as a context."""

    def __init__(self, folder: Path, told: Callable[[], object], *, with_events: bool = True) -> None:
        self._folder, self._told, self._with_events = folder, told, with_events
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True, name="tutor-watch-folder")
        self._last = look_below(folder)

    def close(self) -> None:
        """End the watch; returns when its thread has ended, at most a moment later."""
        self._stop.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(2 * POLL_SECONDS)
        atexit.unregister(self.close)

    def __enter__(self) -> Self:
        atexit.register(self.close)  # a thread inside the event library would bring the interpreter down hard
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _follow(self) -> None:
        while not self._stop.is_set():
            for _ in self._moments():
                self._look()

    def _moments(self) -> Iterator[None]:
        """Yield when it is time to look; end when events have to be asked for anew."""
        try:
            if self._with_events and self._folder.is_dir():
                for _ in _events(self._folder, self._stop):
                    yield
                return
        except (OSError, RuntimeError):
            pass  # no events to be had here: no more watches allowed, or a folder that went away just now
        self._stop.wait(POLL_SECONDS)
        yield

    def _look(self) -> None:
        """Tell of a change once it has settled."""
        seen = look_below(self._folder)
        while seen != self._last:
            if self._stop.wait(QUIET_SECONDS):
                return
            now = look_below(self._folder)
            if now == seen:
                self._last = seen
                self._told()
            seen = now


def look_below(folder: Path) -> State:
    """Return the state of all files below a folder; never raises."""
    found: State = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _LEFT_OUT]
        for name in names:
            path = os.path.join(place, name)  # noqa: PTH118 - a walk's parts are texts, and there may be many
            try:
                status = os.stat(path)  # noqa: PTH116
            except OSError:
                continue
            found[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
            if len(found) >= _MOST:
                return found
    return found


def _events(folder: Path, stop: threading.Event) -> Iterator[object]:
    """Yield when something happened below the folder, at the latest each second; ends when `stop` is set."""
    import watchfiles

    return watchfiles.watch(
        folder,
        watch_filter=None,
        step=50,
        debounce=500,
        rust_timeout=round(POLL_SECONDS * 1000),
        yield_on_timeout=True,
        stop_event=stop,
        force_polling=False,
    )

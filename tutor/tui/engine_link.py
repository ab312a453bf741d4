"""The way to the engine: look for one, start one, hand it to an attempt."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from tutor.errors import NoEngine, TutorError
from tutor.safe_text import clean_line
from tutor.tui.engine_state import EngineState, missing, ready

if TYPE_CHECKING:
    from tutor.engine.port import Engine

    Connect = Callable[[], Engine]
    Start = Callable[[Callable[[str], None]], Engine]


class EngineLink:
    """Holds the engine that answered last; every method may take long, so call them beside the screen."""

    def __init__(self, connect: Connect, start: Start | None) -> None:
        self._connect = connect
        self._start = start
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    @property
    def can_start(self) -> bool:
        """Return whether there is something to start."""
        return self._start is not None

    def look(self) -> EngineState:
        """Ask whether an engine answers."""
        return self._take(self._connect)

    def start(self, tell: Callable[[str], None]) -> EngineState:
        """Start an engine; `tell` gets its progress, line by line, on this thread."""
        start = self._start
        if start is None:
            return missing(NoEngine("There is no engine to start on this machine."))
        return self._take(lambda: start(tell))

    def for_attempt(self) -> tuple[Engine | None, EngineState | None]:
        """Return the engine that is known; if none is, look, and return what was found as well."""
        if self._engine is not None:
            return self._engine, None
        state = self.look()
        return self._engine, state

    def _take(self, get: Callable[[], Engine]) -> EngineState:
        with self._lock:
            try:
                engine = get()
                state = ready(engine.info())
            except TutorError as error:
                self._engine = None
                return missing(error)
            except Exception as error:  # told like any other trouble with the engine
                self._engine = None
                return missing(NoEngine(f"The engine could not be asked: {clean_line(str(error), 200)}."))
            self._engine = engine
            return state

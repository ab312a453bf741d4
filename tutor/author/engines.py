"""Connections to the engine, one for each case that runs: a connection serves one thread at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tutor.engine.port import Engine
from tutor.errors import TutorError

Connect = Callable[[], Engine]
"""Returns the engine that answers; raises `TutorError`."""


class Engines:
    """Lends connections, and makes another one where all are lent."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._free: list[Engine] = []

    @contextmanager
    def lent(self) -> Iterator[tuple[Engine | None, str]]:
        """Lend an engine, or None and why there is none."""
        with self._lock:
            engine = self._free.pop() if self._free else None
        trouble = ""
        if engine is None:
            try:
                engine = self._connect()
            except TutorError as e:
                trouble = f"{e.message} {e.fix}".strip()
        yield engine, trouble
        if engine is not None:
            with self._lock:
                self._free.append(engine)

"""The engine's times as seconds since the build began."""

from __future__ import annotations

from collections.abc import Callable

_TRUSTED = 60.0
"""Seconds that the engine's clock may be ahead of ours, or behind the beginning, before it is taken for nonsense."""


class EngineClock:
    """Two clocks, laid over each other at the first time that the engine tells."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began = clock()
        self._offset: float | None = None

    def now(self) -> float:
        """Return the seconds since the build began by our own clock."""
        return self._clock() - self._began

    def at(self, time: float | None) -> float:
        """Return the engine's `time` as seconds since the build began; by our clock if it tells none or nonsense."""
        now = self.now()
        if time is None:
            return now
        if self._offset is None:
            self._offset = time - now
        at = time - self._offset
        return max(0.0, at) if -_TRUSTED <= at <= now + _TRUSTED else now

    def span(self, started: float | None, completed: float | None) -> float:
        """Return how long something took by the engine's clock; 0 if that cannot be."""
        if started is None or completed is None:
            return 0.0
        seconds = completed - started
        return seconds if 0 <= seconds <= self.now() + _TRUSTED else 0.0

"""Run one attempt in a thread and hand its events to the screen in batches."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from textual.message_pump import MessagePump
from textual.timer import Timer

from tutor.attempt import AttemptEvent, Finished
from tutor.engine.port import Cancel, Engine
from tutor.errors import TutorError
from tutor.model.course import Lab
from tutor.model.outcome import Verdict
from tutor.store import Store
from tutor.tui.crash_log import write_crash
from tutor.tui.messages import AttemptBatch, AttemptEnded
from tutor.tui.threads import in_thread

BATCH_SECONDS = 0.05


class AttemptFunction(Protocol):
    """The shape of `tutor.attempt.attempt`."""

    def __call__(
        self,
        lab: Lab,
        data: bytes,
        engine: Engine | None,
        *,
        store: Store | None,
        cancel: Cancel,
        downloads: Path,
    ) -> Iterator[AttemptEvent]:
        """Yield what happens; the last event is `Finished`."""
        ...


class AttemptRunner:
    """At most one attempt at a time; posts `AttemptBatch` and, at the end, `AttemptEnded` to its owner."""

    def __init__(self, owner: MessagePump, crash_log: Path) -> None:
        self._owner = owner
        self._crash_log = crash_log
        self._queue: deque[AttemptEvent] = deque()
        self._cancel: Cancel | None = None
        self._timer: Timer | None = None
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def running(self) -> bool:
        """Return whether an attempt is under way."""
        return not self._idle.is_set()

    def cancel(self) -> None:
        """Ask the attempt to stop; it answers with its last events."""
        if self._cancel is not None:
            self._cancel()

    async def stopped(self, seconds: float) -> bool:
        """Cancel and wait up to `seconds`; return whether the attempt has ended."""
        self.cancel()
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def run(self, start: Callable[[Cancel], Iterator[AttemptEvent]]) -> None:
        """Run the attempt that `start` begins; returns when its thread is done."""
        self._cancel = cancel = Cancel()
        self._idle.clear()
        self._timer = self._owner.set_interval(BATCH_SECONDS, self._drain)
        trouble, verdict = "", None
        try:
            verdict = await in_thread(lambda: self._consume(start(cancel)))
        except TutorError as error:
            trouble = str(error)
        except Exception as error:  # a fault of ours must not take the screen down
            trouble = (
                f"The check stopped because of a fault in the tutor. {write_crash(error, self._crash_log)}"
            )
        finally:
            self._timer.stop()
            self._drain()
            self._cancel = None
            self._idle.set()
            self._owner.post_message(AttemptEnded(verdict, trouble))

    def _consume(self, events: Iterator[AttemptEvent]) -> Verdict | None:
        verdict = None
        for event in events:
            self._queue.append(event)
            if isinstance(event, Finished):
                verdict = event.verdict
        return verdict

    def _drain(self) -> None:
        events = [self._queue.popleft() for _ in range(len(self._queue))]
        if events:
            self._owner.post_message(AttemptBatch(tuple(events)))

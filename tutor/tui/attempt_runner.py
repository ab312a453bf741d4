"""Run one attempt in a thread and hand its events to the screen in batches."""

from __future__ import annotations

import asyncio
import gc
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from pathlib import Path

from textual.message_pump import MessagePump

from tutor.attempt import AttemptEvent, Finished
from tutor.engine.port import Cancel
from tutor.errors import TutorError
from tutor.model.outcome import Verdict
from tutor.tui.crash_log import write_crash
from tutor.tui.messages import AttemptBatch, AttemptEnded
from tutor.tui.threads import in_thread

BATCH_SECONDS = 0.05
BATCH_EVENTS = 500
"""Events that are handed over at once; more would hold up the keys."""

Start = Callable[[Cancel], Iterator[AttemptEvent]]


class AttemptRunner:
    """At most one attempt at a time; posts `AttemptBatch` and, at the end, `AttemptEnded` to its owner."""

    def __init__(self, owner: MessagePump, crash_log: Path) -> None:
        self._owner = owner
        self._crash_log = crash_log
        self._queue: deque[AttemptEvent] = deque()
        self._cancel = Cancel()
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def running(self) -> bool:
        """Return whether an attempt is under way."""
        return not self._idle.is_set()

    @property
    def cancelling(self) -> bool:
        """Return whether the running attempt was asked to stop."""
        return self.running and self._cancel.thrown

    def cancel(self) -> None:
        """Ask the attempt to stop; it answers with its last events."""
        self._cancel()

    async def stopped(self, seconds: float) -> bool:
        """Cancel and wait up to `seconds`; return whether the attempt has ended."""
        self.cancel()
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def claim(self) -> None:
        """Mark an attempt as under way before `run` is awaited, so that no second one begins."""
        self._cancel = Cancel()
        self._idle.clear()

    async def run(self, start: Start) -> None:
        """Run the attempt that `start` begins, after `claim`; returns when its thread is done."""
        gc.freeze()  # to go through all objects of the app takes 50 ms, in which no key is answered
        timer = self._owner.set_interval(BATCH_SECONDS, self._drain)
        trouble, verdict = "", None
        try:
            verdict = await in_thread(lambda: self._consume(start))
        except TutorError as error:
            trouble = str(error)
        except Exception as error:  # a fault of ours must not take the screen down
            trouble = (
                f"The check stopped because of a fault in the tutor. {write_crash(error, self._crash_log)}"
            )
        finally:
            timer.stop()
            gc.unfreeze()
            await self._hand_over_the_rest()
            self._idle.set()
            self._owner.post_message(AttemptEnded(verdict, trouble))

    def _consume(self, start: Start) -> Verdict | None:
        verdict = None
        with closing(_closable(start(self._cancel))) as events:
            for event in events:
                self._queue.append(event)
                if isinstance(event, Finished):
                    verdict = event.verdict
        return verdict

    def _drain(self) -> None:
        events = [self._queue.popleft() for _ in range(min(len(self._queue), BATCH_EVENTS))]
        if events:
            self._owner.post_message(AttemptBatch(tuple(events)))

    async def _hand_over_the_rest(self) -> None:
        with suppress(asyncio.CancelledError):  # whoever owns the attempt must still hear of its end
            while self._queue:
                self._drain()
                await asyncio.sleep(0)


def _closable(events: Iterator[AttemptEvent]) -> Generator[AttemptEvent, None, None]:
    """Make sure that the events can be closed, so that what the attempt started ends with its reader."""
    yield from events

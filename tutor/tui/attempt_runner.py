"""Run one attempt in a thread and hand its events to the screen in batches."""

from __future__ import annotations

import asyncio
import gc
from collections import deque
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import closing, suppress
from pathlib import Path

from textual.message_pump import MessagePump

from tutor.attempt import AttemptEvent, Finished
from tutor.engine.port import Cancel
from tutor.errors import TutorError
from tutor.model.outcome import Verdict
from tutor.tui.crash_log import write_crash
from tutor.tui.messages import AttemptBatch, AttemptBegun, AttemptEnded
from tutor.tui.threads import in_thread

BATCH_SECONDS = 0.05
BATCH_EVENTS = 500
"""Events that are handed over at once; more would hold up the keys."""

Start = Callable[[Cancel], Iterator[AttemptEvent]]
Prepare = Callable[[], Awaitable[Start]]
"""Reads what is to be judged, just before an attempt begins."""


class AttemptRunner:
    """At most one attempt at a time; posts `AttemptBegun`, `AttemptBatch` and, at the end, `AttemptEnded` to its owner.

    An attempt that is stopped for another one has no `AttemptEnded`: the `AttemptBegun` of the next takes its place.
    """

    def __init__(self, owner: MessagePump, crash_log: Path) -> None:
        self._owner = owner
        self._crash_log = crash_log
        self._queue: deque[AttemptEvent] = deque()
        self._cancel = Cancel()
        self._again = False
        """Whether another attempt follows when this one has ended."""
        self._judged = False
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def running(self) -> bool:
        """Return whether an attempt is under way."""
        return not self._idle.is_set()

    @property
    def judged(self) -> bool:
        """Return whether the running attempt has its verdict, and only looks through the images now."""
        return self.running and self._judged

    @property
    def cancelling(self) -> bool:
        """Return whether the running attempt was asked to stop."""
        return self.running and self._cancel.thrown

    def cancel(self) -> None:
        """Ask the attempt to stop; it answers with its last events, and none follows it."""
        self._again = False
        self._cancel()

    def restart(self) -> None:
        """Ask the attempt to stop, and let another one follow; asked several times, one follows."""
        self._again = True
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
        self._idle.clear()
        self._begin(again=False)

    async def run(self, prepare: Prepare) -> None:
        """Run the attempt that `prepare` returns, after `claim`, and one more for `restart`; returns after the last."""
        ended = AttemptEnded(None)
        gc.freeze()  # to go through all objects of the app takes 50 ms, in which no key is answered
        timer = self._owner.set_interval(BATCH_SECONDS, self._drain)
        try:
            ended = await self._once(prepare)
            while self._again:
                self._begin(again=True)
                ended = await self._once(prepare)
        finally:
            timer.stop()
            gc.unfreeze()
            self._idle.set()
            self._owner.post_message(ended)

    def _begin(self, *, again: bool) -> None:
        self._cancel, self._again, self._judged = Cancel(), False, False
        self._owner.post_message(AttemptBegun(again=again))

    async def _once(self, prepare: Prepare) -> AttemptEnded:
        try:
            start = await prepare()
            return AttemptEnded(await in_thread(lambda: self._consume(start)))
        except TutorError as error:
            return AttemptEnded(None, str(error))
        except Exception as error:  # a fault of ours must not take the screen down
            told = write_crash(error, self._crash_log)
            return AttemptEnded(None, f"The check stopped because of a fault in the tutor. {told}")
        finally:
            await self._hand_over_the_rest()

    def _consume(self, start: Start) -> Verdict | None:
        verdict = None
        with closing(_closable(start(self._cancel))) as events:
            for event in events:
                self._queue.append(event)
                if isinstance(event, Finished):
                    verdict, self._judged = event.verdict, True
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

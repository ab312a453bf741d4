"""A pull that ends: on success, on the engine's refusal, or when nothing has moved for too long."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator

from tutor.bases.events import BaseProgress
from tutor.engine.build_events import Progress
from tutor.engine.port import Cancel, Engine
from tutor.errors import EngineTrouble, TutorError

_POLL = 0.1
_REPORT = 0.2
"""Seconds between two reports."""


def bounded_pull(
    engine: Engine, reference: str, cancel: Cancel, stall_seconds: float
) -> Iterator[BaseProgress]:
    """Pull; raises `EngineTrouble` if the engine refuses, nothing moves for `stall_seconds`, or `cancel` is thrown.

    The engine is asked from a thread, because a registry that swallows packets can hold a call for minutes.
    """
    stop = Cancel()
    reports: queue.Queue[Progress | TutorError | None] = queue.Queue()
    threading.Thread(target=_pull, args=(engine, reference, stop, reports), daemon=True).start()
    try:
        yield from _watch(reference, reports, cancel, stall_seconds)
    finally:
        stop()


def _pull(
    engine: Engine, reference: str, stop: Cancel, reports: queue.Queue[Progress | TutorError | None]
) -> None:
    try:
        for progress in engine.pull(reference, stop):
            reports.put(progress)
        reports.put(None)
    except TutorError as e:
        reports.put(e)
    except Exception as e:  # a thread has nobody else to tell
        reports.put(EngineTrouble(f"Pulling {reference} failed ({type(e).__name__})."))


def _watch(
    reference: str,
    reports: queue.Queue[Progress | TutorError | None],
    cancel: Cancel,
    stall_seconds: float,
) -> Iterator[BaseProgress]:
    moved, reported = time.monotonic(), 0.0
    parts: dict[str, Progress] = {}
    while True:
        if cancel.thrown:
            raise EngineTrouble(f"Pulling {reference} was cancelled.", "Start again when you like.")
        try:
            report = reports.get(timeout=_POLL)
        except queue.Empty:
            if time.monotonic() - moved > stall_seconds:
                raise EngineTrouble(f"the registry sent nothing for {stall_seconds:.0f} seconds.") from None
            continue
        if report is None:
            return
        if isinstance(report, TutorError):
            raise report
        parts[report.label] = report
        moved = time.monotonic()
        if moved - reported > _REPORT:
            reported = moved
            yield _sum(reference, parts)


def _sum(reference: str, parts: dict[str, Progress]) -> BaseProgress:
    """Return the bytes of all layers together; the total is known when each layer's is."""
    downloads = [p for p in parts.values() if p.label.startswith("Downloading")] or list(parts.values())
    totals = [p.total for p in downloads]
    total = sum(t for t in totals if t is not None) if None not in totals else None
    return BaseProgress(f"Pulling {reference}", sum(p.current for p in downloads), total)

"""Run an attempt to its end, for tests."""

import time
from pathlib import Path

from tutor.attempt import Finished, attempt
from tutor.engine.port import Cancel
from tutor.model.outcome import Status


def judged(
    lab,
    text,
    engine,
    downloads,
    *,
    store=None,
    cancel=None,
    build_seconds=None,
    on_event=None,
    see_through=False,
    ignore=None,
):
    """Return (events, verdict) of an attempt; `on_event` sees each event as it comes."""
    data = text if isinstance(text, bytes) else text.encode()
    events = []
    for event in attempt(
        lab,
        data,
        engine,
        store=store,
        cancel=cancel or Cancel(),
        downloads=Path(downloads),
        build_seconds=build_seconds,
        see_through=see_through,
        ignore=ignore,
    ):
        events.append(event)
        if on_event:
            on_event(event)
    (verdict,) = [event.verdict for event in events if isinstance(event, Finished)]
    return events, verdict


def first_failed(verdict):
    """Return the id of the first check that failed, or None."""
    return next((o.check_id for o in verdict.outcomes if o.status is Status.FAILED), None)


def statuses(verdict):
    """Return check id -> status."""
    return {o.check_id: o.status.value for o in verdict.outcomes}


def containers(engine):
    """Return the containers that are left in an engine, of any kind."""
    return engine._api.containers(all=True)


def nothing_left(engine, seconds=10.0):
    """Return whether no container is left; the engine removes a stopped build's container itself, a moment later."""
    deadline = time.monotonic() + seconds
    while containers(engine):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def told(verdict):
    """Return a verdict as lines, for the message of a failed assertion."""
    checks = [f"{o.status} {o.check_id}: {o.found} {o.because}" for o in verdict.outcomes]
    return "\n".join([verdict.status, *checks, str(verdict.diagnosis)])

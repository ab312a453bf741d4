"""The proof of a lab: each case goes the way of a learner's attempt, several at once, or is taken from the record."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tutor.attempt import Finished, attempt
from tutor.author.case import Case
from tutor.author.engines import Connect, Engines
from tutor.author.finding import Finding, State, finding_of
from tutor.author.order import default_jobs, waves
from tutor.author.seen import Seen, seen_of
from tutor.author.verify_key import Judge, content_digest, judge_of, key_of
from tutor.author.verify_record import VerifyRecord
from tutor.engine.port import Cancel
from tutor.errors import EngineTrouble
from tutor.model.course import Lab
from tutor.model.outcome import Outcome, Status, Verdict
from tutor.safe_text import clean_line


@dataclass(frozen=True)
class Means:
    """What a proof works with."""

    connect: Connect
    cache: Path
    """Where the record and what was downloaded are kept."""
    cancel: Cancel = field(default_factory=Cancel)
    attempt: Callable[..., Iterator[Any]] | None = None
    """`tutor.attempt.attempt` if None."""


@dataclass(frozen=True)
class Wanted:
    """How the author wants it."""

    jobs: int | None = None
    """Cases at once; None for as many as engine and machine bear."""
    twice: bool = False
    """Each case a second time, to find those that do not always end alike."""
    fresh: bool = False
    """Whether the record is ignored."""


class Verifier:
    """Proves the cases of one lab."""

    def __init__(self, lab: Lab, means: Means, wanted: Wanted) -> None:
        self._lab, self._means, self._wanted = lab, means, wanted
        self._engines = Engines(means.connect)
        self._record = VerifyRecord(means.cache, lab)
        self._content = content_digest(lab)

    def prove(self, cases: Sequence[Case]) -> Generator[Finding, None, None]:
        """Yield what is found of each case as it ends; closing it stops all builds and removes what they made."""
        known = {} if self._wanted.fresh or self._wanted.twice else self._known(cases)
        yield from known.values()
        order = [check.id for check in self._lab.checks]
        for group in waves([c for c in cases if c.name not in known], order):
            if not self._means.cancel.thrown:
                yield from self._group(group)

    def _group(self, group: Sequence[Case]) -> Iterator[Finding]:
        """Run cases at once, as many as the machine bears."""
        workers = ThreadPoolExecutor(min(self._jobs(), len(group)), "tutor-case")
        try:
            running = {workers.submit(self._attempts, case): case for case in group}
            for done in as_completed(running):
                yield self._ended(running[done], done)
        except BaseException:  # Ctrl-C and a consumer that leaves, too: nothing may go on building
            self._means.cancel()
            raise
        finally:
            workers.shutdown(wait=True, cancel_futures=True)

    def _jobs(self) -> int:
        """Return how many cases to run at once: what was wanted, else what the engine and the machine bear."""
        if self._wanted.jobs is not None:
            return self._wanted.jobs
        with self._engines.lent() as (engine, _), suppress(EngineTrouble):
            return default_jobs(engine.info().name) if engine else 1
        return 1

    def _ended(self, case: Case, done: Future[tuple[Seen, Seen | None]]) -> Finding:
        seen, again = done.result()
        if again is None or not seen.differences(again):
            self._keep(case, seen)
        return finding_of(self._lab, case, seen, again)

    def _attempts(self, case: Case) -> tuple[Seen, Seen | None]:
        """Return what is seen of a case, once or twice."""
        seen = self._attempt(case)
        return seen, self._attempt(case) if self._wanted.twice and seen.is_verdict else None

    def _attempt(self, case: Case) -> Seen:
        began, cancel = time.monotonic(), Cancel()
        try:
            with self._engines.lent() as (engine, trouble), self._means.cancel.during(cancel):
                events = (self._means.attempt or attempt)(
                    self._lab,
                    case.data,
                    engine,
                    store=None,
                    cancel=cancel,
                    downloads=self._means.cache / "downloads",
                    build_seconds=case.build_seconds,
                    no_engine=trouble,
                    answered=case.answered(self._lab),
                    ignore=case.ignore,
                )
                return seen_of(_verdict(events))
        except Exception as e:  # a fault of the tutor's own says nothing of the lab, nor of the other cases
            words = clean_line(f"the tutor has a fault of its own: {type(e).__name__}: {e}", 300)
            return _trouble(words, time.monotonic() - began)

    # ---- the record

    def _known(self, cases: Sequence[Case]) -> dict[str, Finding]:
        """Return the cases that are proven by an attempt of before, by name; what was wrong is tried again."""
        judge, found = self._judge(), {}
        if judge is None:
            return {}
        for case in cases:
            kept = self._record.find(key_of(case, self._lab, self._content, judge))
            if kept is not None:
                found[case.name] = finding_of(self._lab, case, kept.seen, proven_on=kept.date)
        return {name: finding for name, finding in found.items() if finding.state is State.PROVEN}

    def _keep(self, case: Case, seen: Seen) -> None:
        """Keep a verdict, unless somebody has changed the lab's files while it was made."""
        judge = self._judge() if seen.is_verdict else None
        if judge is not None and content_digest(self._lab) == self._content:
            today = datetime.now(UTC).date().isoformat()
            self._record.keep(key_of(case, self._lab, self._content, judge), seen, today)

    def _judge(self) -> Judge | None:
        with self._engines.lent() as (engine, _):
            return judge_of(engine, self._lab)


def _verdict(events: Iterator[Any]) -> Verdict:
    """Run an attempt to its end; however it ends, nothing of it is left."""
    with closing(events):  # type: ignore[type-var]
        return next(e.verdict for e in events if isinstance(e, Finished))


def _trouble(words: str, seconds: float) -> Seen:
    outcome = Outcome("", "", Status.COULD_NOT_RUN, because=words)
    return Seen("could_not_run", (outcome,), None, None, "", None, None, round(seconds, 2), "")

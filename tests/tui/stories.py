"""Recorded attempts for the screens: events as the real attempt yields them, at the tests' pace."""

import hashlib
import threading
from dataclasses import replace

from tutor.attempt import (
    AttemptStarted,
    BuildProgress,
    CheckDone,
    Diagnosed,
    Finished,
    PhaseStarted,
    SizesKnown,
)
from tutor.engine.build_events import (
    BuildFailed,
    BuildFailure,
    BuildStep,
    ImageBuilt,
    LogLines,
    StepCached,
    StepDone,
)
from tutor.engine.build_events import StepStarted as Started
from tutor.model.outcome import Diagnosis, Outcome, Sizes, Status, Verdict, judge
from tutor.model.written import written_digest

STEPS = (
    BuildStep("0", "FROM node:18-alpine AS build", "build", 1),
    BuildStep("1", "RUN npm install", "build", 5),
    BuildStep("2", "RUN npm run build", "build", 9, ("1",)),
)
SIZES = Sizes(832_000_000, 424_000_000, 499_000_000, 430_000_000)


class Story:
    """Stands where `tutor.attempt.attempt` does: yields a recorded story and remembers how it was called."""

    def __init__(self, tell, *, hold=False):
        self.calls = []
        self.ended = threading.Event()
        """Set when the story's last line has run, also after a cancel."""
        self.go_on = threading.Event()
        """The story waits for it after its first steps, if it was told to hold."""
        self._tell = tell
        if not hold:
            self.go_on.set()

    def __call__(
        self,
        lab,
        data,
        engine,
        *,
        store,
        cancel,
        downloads,
        no_engine="",
        ignore=None,
        answered=(),
        see_through=False,
    ):
        self.calls.append({"data": data, "engine": engine, "no_engine": no_engine, "ignore": ignore})
        try:
            yield AttemptStarted(lab.id, tuple((c.id, c.title) for c in lab.checks))
            yield from building()
            cancel.then(self.go_on.set)
            assert self.go_on.wait(30)
            if cancel.thrown:
                yield Finished(Verdict(lab.id, "cancelled", ()))
                return
            verdict = yield from self._tell(lab)
            digest = hashlib.sha256(data).hexdigest()
            verdict = replace(verdict, dockerfile_digest=digest, written_digest=written_digest(data, ignore))
            if store is not None and verdict.status in ("passed", "failed"):
                store.record(verdict, 1000.0 + len(self.calls))
            yield Finished(verdict)
        finally:
            self.ended.set()


def building():
    """Yield the start of a build: one step cached, one done, one running."""
    yield PhaseStarted("read")
    yield PhaseStarted("bases", "node:18-alpine is here")
    yield PhaseStarted("build")
    yield BuildProgress("yours", Started(STEPS[0], 0.1))
    yield BuildProgress("yours", StepCached("0", 0.1))
    yield BuildProgress("yours", Started(STEPS[1], 0.2))
    yield BuildProgress("yours", LogLines("1", ("added 312 packages in 9s", "found 0 vulnerabilities")))
    yield BuildProgress("yours", StepDone("1", 9.3, 9.1))
    yield BuildProgress("yours", Started(STEPS[2], 9.4))
    yield BuildProgress(
        "yours", LogLines("2", ("> next build", "Creating an optimized production build ..."))
    )


def passing(lab, sizes=SIZES, stand_ins=(), advice=()):
    """Tell of a build in which every check passes."""
    yield BuildProgress("yours", StepDone("2", 30.0, 20.6))
    yield BuildProgress("yours", ImageBuilt("sha256:abc", 30.1))
    outcomes = tuple(Outcome(c.id, c.title, Status.PASSED, found="as it should be") for c in lab.checks)
    yield from map(CheckDone, outcomes)
    yield SizesKnown(sizes)
    return Verdict(lab.id, "passed", outcomes, sizes=sizes, stand_ins=stand_ins, advice=advice)


def passing_with_advice(lab):
    """Tell of a pass after which one piece of advice holds and one does not."""
    held = Outcome("port", "The port is declared", Status.PASSED)
    tip = Outcome(
        "cache", "No [build] cache ships", Status.FAILED, "none", "4 files, 12 MB", "line 9: COPY x x"
    )
    return (yield from passing(lab, advice=(held, tip)))


def passing_on_a_stand_in(lab):
    """Tell of a pass whose base image was made on this machine."""
    return (yield from passing(lab, stand_ins=("node:18-alpine",)))


def failing(
    lab,
    line=2,
    check="builds",
    see="There is no stage called `builder`; yours is `build`.",
    why="A name after `--from=` that is no stage is taken for an image of that name.",
    try_="Write `--from=build` in this line.",
    words="pull access denied for builder, repository does not exist or may require 'docker login'",
):
    """Tell of a build that fails: `check` fails, those before passed, those after are skipped."""
    yield BuildProgress("yours", BuildFailed(BuildFailure("run_failed", words, STEPS[2], 1, seconds=4.0)))
    ids = [c.id for c in lab.checks]
    at = ids.index(check)
    outcomes = tuple(_answer(c, number - at) for number, c in enumerate(lab.checks))
    yield from map(CheckDone, outcomes)
    diagnosis = Diagnosis("unknown-stage", see, why, try_, line, words)
    yield Diagnosed(diagnosis)
    return Verdict(lab.id, judge(outcomes), outcomes, diagnosis)


def without_engine(lab):
    """Tell of an attempt for which there was no engine: the first check passes, the others could not run."""
    because = "no container engine answers"
    outcomes = tuple(
        Outcome(c.id, c.title, Status.PASSED)
        if number == 0
        else Outcome(c.id, c.title, Status.COULD_NOT_RUN, because=because)
        for number, c in enumerate(lab.checks)
    )
    yield from map(CheckDone, outcomes)
    return Verdict(lab.id, "could_not_run", outcomes)


def _answer(check, after):
    if after < 0:
        return Outcome(check.id, check.title, Status.PASSED)
    if after == 0:
        return Outcome(
            check.id, check.title, Status.FAILED, "an image", "the build failed in line 2", "line 2"
        )
    return Outcome(check.id, check.title, Status.SKIPPED, because="“The image builds” did not pass")

"""Verdicts as attempts would give them, and an attempt that gives them without an engine."""

import threading
from dataclasses import replace

from tutor.attempt import Finished
from tutor.model.outcome import Diagnosis, Outcome, Sizes, Status, Verdict

ENGINE = "docker 26.1.3, overlay2"


def outcomes(lab, failing="", because="", found=""):
    """Return the outcomes of a lab's checks: all passed but one."""
    made = []
    for check in lab.checks:
        status = Status.PASSED
        if check.id == failing:
            status = Status.COULD_NOT_RUN if because else Status.FAILED
        sized = {"measured": 900_000, "allowed": 1_000_000} if check.kind == "image_size" else {}
        words = {"because": because, "found": found} if check.id == failing else {}
        made.append(Outcome(check.id, check.title, status, **words, **sized))
    return tuple(made)


def passed(lab, size=900_000):
    made = tuple(replace(o, measured=size if o.measured is not None else None) for o in outcomes(lab))
    return _verdict(lab, "passed", made)


def failed(lab, check, diagnosis="one-from", line=None, found="something"):
    told = Diagnosis(diagnosis, "I see it.", "A rule.", "Do this.", line=line)
    return replace(_verdict(lab, "failed", outcomes(lab, check, found=found)), diagnosis=told)


def could_not_run(lab, because, check="builds"):
    return _verdict(lab, "could_not_run", outcomes(lab, check, because))


def expected(lab, case):
    """Return the verdict that a lab wants for a case."""
    if case.mistake is not None:
        return failed(lab, case.mistake.check, case.mistake.diagnosis, case.mistake.line)
    if case.kind == "start":
        verdict = failed(lab, "multi-stage")
        large = {"status": Status.FAILED, "measured": 9_000_000}
        made = (replace(o, **large) if o.check_id == "size" else o for o in verdict.outcomes)
        return replace(verdict, outcomes=tuple(made))
    return passed(lab)


class Attempts:
    """Stands in for `attempt`: each Dockerfile gets the verdict that was named for it, and is noted."""

    def __init__(self, verdicts):
        self.verdicts = verdicts
        self.ran = []
        self._lock = threading.Lock()

    def __call__(self, lab, data, engine, **_):
        with self._lock:
            self.ran.append(data)
        found = self.verdicts[data]
        yield Finished(found.pop(0) if isinstance(found, list) else found)


def as_expected(lab, cases):
    return Attempts({c.data: expected(lab, c) for c in cases})


def _verdict(lab, status, made):
    sizes = Sizes(traditional=9_000_000, yours=900_000, target=None)
    return Verdict(lab.id, status, made, sizes=sizes, engine=ENGINE, seconds=1.25)

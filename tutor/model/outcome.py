"""What a check answers, and the verdict of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """The four answers of a check: only `FAILED` speaks of the learner's work."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    COULD_NOT_RUN = "could_not_run"


@dataclass(frozen=True)
class Outcome:
    """The answer of one check."""

    check_id: str
    title: str
    status: Status
    expected: str = ""
    found: str = ""
    where: str = ""
    """A line of the Dockerfile, a path in the image, an address."""
    because: str = ""
    """Why it was skipped (which check failed before) or could not run (our fault, and why)."""
    measured: int | None = None
    """Of a check that measures: what it found, in bytes."""
    allowed: int | None = None
    """Of a check that measures: the most that passes, in bytes."""
    seconds: float | None = None
    """Of a check that measures how long something took: what it found."""


@dataclass(frozen=True)
class Diagnosis:
    """One explanation in three short sentences, and the engine's own words."""

    id: str
    see: str
    why: str
    try_: str
    line: int | None = None
    engine_words: str = ""

    @property
    def text(self) -> str:
        """Return the three sentences as one paragraph."""
        return " ".join(part for part in (self.see, self.why, self.try_) if part)


@dataclass(frozen=True)
class Sizes:
    """Image sizes in bytes by the tutor's definition: file sizes plus symlink lengths over all layers."""

    traditional: int | None = None
    yours: int | None = None
    target: int | None = None
    engine_reported: int | None = None
    """The engine's own number for the learner's image; it depends on how the engine stores images."""
    reference: int | None = None
    """Of the reference solution, if a check compares with it."""
    lines: tuple[tuple[int, int], ...] = ()
    """(line, bytes that it added) of the learner's file, in a lab that is read; what the base image brings is its `FROM`'s."""
    not_needed: int | None = None
    """Bytes that the learner's image does not need to run, by the lab's key and the X-ray, in a lab that is read."""


@dataclass(frozen=True)
class Verdict:
    """The end of an attempt."""

    lab_id: str
    status: str
    """`passed`, `failed`, `could_not_run` or `cancelled`."""
    outcomes: tuple[Outcome, ...]
    """Of the checks that must hold."""
    diagnosis: Diagnosis | None = None
    sizes: Sizes = field(default_factory=Sizes)
    image_id: str = ""
    dockerfile_digest: str = ""
    """SHA-256 of the learner's file, hexadecimal."""
    written_digest: str = ""
    """Of all that the learner wrote, as `model.written` makes it: another one is another try."""
    seconds: float = 0.0
    stand_ins: tuple[str, ...] = ()
    """Base images of this build that are local stand-ins, not the official ones."""
    engine: str = ""
    """What built it, as in `docker 26.1.3, overlay2`; empty if no engine answered."""
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What was looked at, in lines of text by phase: `text`, `build`, `image`, `container`, `size`."""
    notice: str = ""
    """What went wrong beside the verdict, in a sentence: it could not be recorded."""
    advice: tuple[Outcome, ...] = ()
    """After a pass, of the checks that only advise."""

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many checks ended in each status."""
        return {s.value: sum(o.status is s for o in self.outcomes) for s in Status}

    @property
    def tips(self) -> tuple[Outcome, ...]:
        """Return what could still be better: the advice that does not hold."""
        return tuple(o for o in self.advice if o.status is Status.FAILED)


def judge(outcomes: tuple[Outcome, ...]) -> str:
    """Return `failed` if a check failed, else `could_not_run` if one could not run, else `passed`."""
    statuses = {o.status for o in outcomes}
    if Status.FAILED in statuses:
        return "failed"
    if statuses & {Status.COULD_NOT_RUN, Status.SKIPPED} or not outcomes:
        return "could_not_run"
    return "passed"

"""What is found of a case: proven, or in which way it is not what the lab says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tutor.author.case import Case, Kind
from tutor.author.margin import Margin, margins_of
from tutor.author.seen import Seen
from tutor.model.course import Lab, Mistake
from tutor.model.outcome import Status

_LACKING = {"here-documents": "here-document", "mounts": "--mount"}
"""How a check names what an engine lacks."""
_READABLE = ("file", "parses")
"""Kinds of checks that the file which learners begin with must pass: no hint of theirs opens before the first build."""


class State(StrEnum):
    """How a case ended."""

    PROVEN = "proven"
    WRONG = "wrong"
    """The verdict is not the one that the lab says."""
    COULD_NOT_RUN = "could_not_run"
    """The engine, the network or the disk was in the way; nothing is known of the lab."""
    NOT_JUDGED = "not_judged"
    """It needs what this engine does not have."""


@dataclass(frozen=True)
class Finding:
    """What is found of one case."""

    case: Case
    state: State
    seen: Seen
    reasons: tuple[str, ...] = ()
    """Why it is not proven, one sentence each."""
    warnings: tuple[str, ...] = ()
    margins: tuple[Margin, ...] = ()
    proven_on: str = ""
    """The date of the attempt, if it was taken from the record; else empty."""


def finding_of(lab: Lab, case: Case, seen: Seen, again: Seen | None = None, proven_on: str = "") -> Finding:
    """Compare what was seen of a case with what the lab says; `again` is a second attempt, if there was one."""
    margins = margins_of(lab, seen)
    state, reasons = _judged(lab, case, seen)
    if state is State.PROVEN and again is not None:
        differing = seen.differences(again)
        if differing and not again.is_verdict:
            state, reasons = State.COULD_NOT_RUN, (f"the second time: {again.in_the_way}",)
        elif differing:
            state, reasons = State.WRONG, tuple(f"two attempts differ: {words}" for words in differing)
    warnings = tuple(_warnings(lab, case, seen, margins)) if state is State.PROVEN else ()
    return Finding(case, state, seen, reasons, warnings, margins, proven_on)


def _judged(lab: Lab, case: Case, seen: Seen) -> tuple[State, tuple[str, ...]]:
    if not seen.is_verdict:
        if _lacks(lab, case, seen):
            return State.NOT_JUDGED, (seen.in_the_way,)
        return State.COULD_NOT_RUN, (seen.in_the_way,)
    reasons = tuple(_contradictions(lab, case, seen))
    return (State.WRONG if reasons else State.PROVEN), reasons


def _lacks(lab: Lab, case: Case, seen: Seen) -> bool:
    """Return whether the engine refused a file, or the whole lab, for what the lab says that an engine may lack."""
    builds = {c.id for c in lab.checks if c.kind == "builds"}
    because = " ".join(o.because for o in seen.outcomes if o.check_id in builds)
    return seen.status == "could_not_run" and any(_LACKING[name] in because for name in case.requires)


def _contradictions(lab: Lab, case: Case, seen: Seen) -> Iterator[str]:
    if case.mistake is not None:
        yield from _about_mistake(case.mistake, seen)
    elif case.kind is Kind.START:
        yield from _about_start(lab, seen)
    elif case.kind is Kind.SOLUTION:
        for outcome in (o for o in seen.outcomes if o.status is Status.FAILED):
            found = f": {outcome.found}" if outcome.found else ""
            yield f"`{outcome.check_id}` fails{found}"
        if seen.status == "failed" and seen.diagnosis:
            yield f"learners would read: {seen.words}"


def _about_start(lab: Lab, seen: Seen) -> Iterator[str]:
    first = seen.first_failed
    if first is None:
        yield "it passes, so there is nothing to do in this lab"
    elif first.check_id in {c.id for c in lab.checks if c.kind in _READABLE}:
        yield f"learners would begin with a file that is no Dockerfile: `{first.check_id}` fails"
        if seen.diagnosis:
            yield f"learners would read: {seen.words}"


def _about_mistake(mistake: Mistake, seen: Seen) -> Iterator[str]:
    first = seen.first_failed
    if first is None:
        yield f"it passes; `{mistake.check}` must fail"
        return
    if first.check_id != mistake.check:
        yield f"`{first.check_id}` fails first, not `{mistake.check}`"
    if seen.diagnosis != mistake.diagnosis:
        yield f"the diagnosis is `{seen.diagnosis}`, not `{mistake.diagnosis}`: {seen.words}"
    if mistake.line is not None and seen.line != mistake.line:
        said = f"line {seen.line}" if seen.line else "no line"
        yield f"the diagnosis speaks of {said}, not of line {mistake.line}"


def _warnings(lab: Lab, case: Case, seen: Seen, margins: tuple[Margin, ...]) -> Iterator[str]:
    first = seen.first_failed
    is_broken = any(c.kind == "changed_lines" for c in lab.checks)  # and it is the task to repair it
    if (
        case.kind is Kind.START
        and not is_broken
        and first
        and first.check_id in {c.id for c in lab.checks if c.kind == "builds"}
    ):
        yield f"learners begin with a file that does not build: {seen.words}"
    if case.mistake is not None and case.mistake.line is None and seen.line is not None:
        yield f"the diagnosis speaks of line {seen.line}; name it, so that it is proven"
    sized = case.mistake.check if case.mistake else ""
    for margin in (m for m in margins if m.is_thin):
        if case.kind is Kind.SOLUTION or (margin.check_id == sized and margin.share < 0):
            yield f"only {margin.words}: another version of a package may turn this verdict"

"""The proof of a lab as a whole, and of several: what was found, and whether that proves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tutor.author.case import Case
from tutor.author.finding import Finding, State
from tutor.author.whole import faults, gaps
from tutor.model.course import Lab


@dataclass(frozen=True)
class LabProof:
    """What is found of one lab."""

    lab: Lab
    findings: tuple[Finding, ...]
    """In the order of the lab's cases."""
    faults: tuple[str, ...] = ()
    """What is wrong although each case is right; unknown if only some cases were asked for."""
    gaps: tuple[str, ...] = ()
    """What no case proves."""

    @property
    def is_wrong(self) -> bool:
        """Return whether something is not as the lab says."""
        return bool(self.faults) or self.count(State.WRONG) > 0

    @property
    def is_proven(self) -> bool:
        """Return whether all is as the lab says; what this engine cannot judge does not count against it."""
        return not self.is_wrong and self.count(State.COULD_NOT_RUN) == 0

    @property
    def traditional(self) -> int | None:
        """Return the size of the traditional image, as it was measured last."""
        return next((f.seen.traditional for f in self.findings if f.seen.traditional), None)

    @property
    def engine(self) -> str:
        """Return what judged, in words; empty if nothing did."""
        return next((f.seen.engine for f in self.findings if f.seen.engine), "")

    def count(self, state: State) -> int:
        """Return how many cases ended so."""
        return sum(f.state is state for f in self.findings)


def lab_proof(lab: Lab, cases: Sequence[Case], findings: Iterable[Finding], *, whole: bool) -> LabProof:
    """Return the proof of a lab; `whole` says whether all its cases were asked for."""
    place = {case.name: n for n, case in enumerate(cases)}
    found = tuple(sorted(findings, key=lambda f: place[f.case.name]))
    if not whole or any(f.state is State.COULD_NOT_RUN for f in found):
        return LabProof(lab, found)
    return LabProof(lab, found, faults(lab, found), gaps(lab, found))


def exit_code(proofs: Iterable[LabProof]) -> int:
    """Return 1 if something is wrong, else 3 if something could not run, else 0."""
    found = tuple(proofs)
    if any(p.is_wrong for p in found):
        return 1
    return 0 if all(p.is_proven for p in found) else 3

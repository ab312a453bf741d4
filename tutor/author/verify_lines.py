"""A proof as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.author.finding import Finding, State
from tutor.author.lab_proof import LabProof
from tutor.safe_text import clean_line, megabytes

_WORDS = {
    State.PROVEN: "proven",
    State.WRONG: "WRONG",
    State.COULD_NOT_RUN: "NOT RUN",
    State.NOT_JUDGED: "not here",
}
_INDENT = " " * 10


def finding_lines(finding: Finding) -> Iterator[str]:
    """Yield what is found of a case: one line, then why it is not proven, then warnings."""
    yield f"{_WORDS[finding.state]:<9} {finding.case.name:<34} {_numbers(finding)}".rstrip()
    for reason in finding.reasons:
        yield f"{_INDENT}{clean_line(reason)}"
    for warning in finding.warnings:
        yield f"{_INDENT}warning: {clean_line(warning)}"


def proof_lines(proof: LabProof) -> Iterator[str]:
    """Yield what is found of the lab as a whole, the sum last."""
    for fault in proof.faults:
        yield f"{_WORDS[State.WRONG]:<9} {clean_line(fault)}"
    for gap in proof.gaps:
        yield f"{_INDENT}warning: {clean_line(gap)}"
    yield f"{proof.lab.id}: {_sum(proof)}"


def _numbers(finding: Finding) -> str:
    """Return times, sizes and margins, as far as they are known."""
    seen = finding.seen
    time = f"as proven on {finding.proven_on}" if finding.proven_on else f"{seen.seconds:.1f} s"
    size = [megabytes(seen.size)] if seen.size is not None else []
    return ", ".join([time, *size, *(m.words for m in finding.margins)])


def _sum(proof: LabProof) -> str:
    counts = {state: proof.count(state) for state in State}
    words = {
        State.PROVEN: "proven",
        State.WRONG: "wrong",
        State.COULD_NOT_RUN: "could not run",
        State.NOT_JUDGED: "not judged here, because the engine lacks what they use",
    }
    told = [f"{n} {words[state]}" for state, n in counts.items() if n or state is State.PROVEN]
    again = sum(bool(f.proven_on) for f in proof.findings)
    if again:
        told.append(f"{again} from the record (--fresh proves them again)")
    faults = [f"{len(proof.faults)} wrong with the lab as a whole"] if proof.faults else []
    return ", ".join(told + faults)

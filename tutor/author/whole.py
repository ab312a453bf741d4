"""What only all cases of a lab together show: a target that everything reaches, a check that nothing proves."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tutor.author.case import Kind
from tutor.author.finding import Finding
from tutor.model.course import CheckSpec, Lab
from tutor.model.outcome import Outcome, Status


def faults(lab: Lab, findings: Collection[Finding]) -> tuple[str, ...]:
    """Return what is wrong with a lab although each case is as it should be, one sentence each."""
    return tuple(
        f"even the traditional image reaches the target of `{check.id}`, so it proves nothing: make it smaller"
        for check in lab.checks
        if check.kind == "image_size" and _is_loose(check, findings)
    )


def gaps(lab: Lab, findings: Collection[Finding]) -> tuple[str, ...]:
    """Return what no case proves, one sentence each."""
    return (*_never_failing(lab, findings), *_twins(findings))


def _is_loose(check: CheckSpec, findings: Collection[Finding]) -> bool:
    """Return whether every image that was measured reaches a target, the traditional one as well."""
    measured = [o for o in _answers(check, findings) if o.allowed is not None]
    if not measured or any(o.status is Status.FAILED for o in measured):
        return False
    if check.image is not None:
        return False
    traditional = {f.seen.traditional for f in findings} - {None}
    if check.options.get("added") or not traditional:
        return True
    return max(t for t in traditional if t) <= min(o.allowed for o in measured if o.allowed is not None)


def _never_failing(lab: Lab, findings: Collection[Finding]) -> Iterator[str]:
    if lab.part_of:  # the parts of a lab share their checks, and each is about one mistake
        return
    loose = {c.id for c in lab.checks if c.kind == "image_size" and _is_loose(c, findings)}
    for check in lab.checks:
        failed = any(o.status is Status.FAILED for o in _answers(check, findings))
        given = (
            check.kind == "builds" and lab.reading is not None
        )  # the file that is read is never the learner's
        if not failed and check.kind != "file" and check.id not in loose and not given:
            yield f"no case fails `{check.id}`; a mistake would prove that it can fail"


def _answers(check: CheckSpec, findings: Collection[Finding]) -> list[Outcome]:
    return [o for f in findings for o in f.seen.outcomes if o.check_id == check.id]


def _twins(findings: Collection[Finding]) -> Iterator[str]:
    """Yield the mistakes that are, byte for byte, another case."""
    first: dict[tuple[bytes, str | None], Finding] = {}
    for finding in findings:
        before = first.setdefault((finding.case.data, finding.case.ignore), finding)
        if before is not finding and finding.case.kind is Kind.MISTAKE:
            yield f"{before.case.name} and {finding.case.name} are the same file"

"""The answers of an attempt's checks: each once, in the lab's order, and skipped where an earlier one is the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tutor.attempt.events import CheckDone, PhaseProgress
from tutor.attempt.other_images import OtherImages
from tutor.checks import make
from tutor.checks.base import PHASES, Check
from tutor.checks.building import TargetCheck
from tutor.checks.evidence import Evidence
from tutor.checks.text import BuildsCheck
from tutor.dockerfile import target_stage
from tutor.engine.cancel import Cancel
from tutor.errors import TutorError
from tutor.model.check_options import Rank
from tutor.model.course import CheckSpec, Lab
from tutor.model.outcome import Outcome, Status
from tutor.safe_text import clean_line

_GATES = {"file": PHASES[0:], "parses": PHASES[0:], "builds": PHASES[2:], "starts": ("container", "stop")}
"""Kinds without whose pass the checks of other phases mean nothing, whether or not a lab says so."""


class Judging:
    """Runs the checks of a lab as their evidence comes in."""

    def __init__(
        self, lab: Lab, evidence: Evidence, cancel: Cancel, others: OtherImages | None = None
    ) -> None:
        self._lab, self._evidence, self._cancel = lab, evidence, cancel
        self._others = others or OtherImages(lab, evidence, cancel)
        self._outcomes: dict[str, Outcome] = {}
        self._advice: dict[str, Outcome] = {}
        self._ranks = {spec.id: make(spec).rank for spec in lab.checks}
        self._phases = phases(lab.checks) | {spec.id: make(spec).when for spec in lab.advice}

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Return the answers so far, in the lab's order."""
        return tuple(self._outcomes[spec.id] for spec in self._lab.checks if spec.id in self._outcomes)

    @property
    def advice(self) -> tuple[Outcome, ...]:
        """Return the answers of the checks that only advise; none unless all that must hold does."""
        return tuple(self._advice.values()) if self._is_passed() else ()

    @property
    def is_a_dockerfile(self) -> bool:
        """Return whether no check of the file and its syntax has said otherwise."""
        return all(
            outcome.status is Status.PASSED or self._ranks[check] > Rank.PARSE
            for check, outcome in self._outcomes.items()
        )

    @property
    def needs_container(self) -> bool:
        """Return whether a check asks for a running container."""
        return any(phase in ("container", "stop") for phase in self._phases.values())

    def waits_for(self, phase: str) -> bool:
        """Return whether a check of a phase has still to answer, and can."""
        hard = any(self._is_open(spec, phase) and not self._blocked(spec) for spec in self._lab.checks)
        return hard or (self._holds_so_far() and any(self._is_open(s, phase) for s in self._lab.advice))

    def answer(self, phase: str, stop_at: str = "") -> Iterator[CheckDone | PhaseProgress]:
        """Answer the checks of a phase in the lab's order; with `stop_at`, only those before the first of that phase."""
        for spec in self._lab.checks:
            if self._phases[spec.id] == stop_at:
                return
            if self._is_open(spec, phase):
                blocked = self._blocked(spec)
                yield from () if blocked else self._announced(spec)
                yield self._keep(blocked or self._judged(spec))
        for spec in self._lab.advice:
            if self._is_open(spec, phase) and self._holds_so_far():
                yield from self._announced(spec)
                self._advice[spec.id] = self._judged(spec)

    def again(self, kind: str) -> Iterator[CheckDone]:
        """Answer the checks of a kind anew that have passed: what they saw has changed."""
        for spec in self._lab.checks:
            before = self._outcomes.get(spec.id)
            is_it = spec.kind == kind and spec.image is None
            if is_it and before is not None and before.status is Status.PASSED:
                yield self._keep(self._judged(spec))

    def give_up(self, because: str) -> Iterator[CheckDone]:
        """Answer the checks that have not: skipped where an earlier one is the reason, else could not run."""
        for spec in self._lab.checks:
            if spec.id not in self._outcomes:
                could_not = Outcome(spec.id, spec.title, Status.COULD_NOT_RUN, because=because)
                yield self._keep(self._blocked(spec) or (could_not if because else self._after_failure(spec)))

    def _is_open(self, spec: CheckSpec, phase: str) -> bool:
        answered = spec.id in self._outcomes or spec.id in self._advice
        return self._phases[spec.id] == phase and not answered and not self._cancel.thrown

    def _holds_so_far(self) -> bool:
        return all(outcome.status is Status.PASSED for outcome in self._outcomes.values())

    def _is_passed(self) -> bool:
        return self._holds_so_far() and len(self._outcomes) == len(self._lab.checks)

    def _judged(self, spec: CheckSpec) -> Outcome:
        """Return a check's answer; an engine or a server of the lab that is in its way is not the learner's failure."""
        check = make(spec)
        try:
            outcome = self._run(check)
            if outcome.status is Status.FAILED and (stopped := self._evidence.trouble_of_services()):
                return check.could_not_run(stopped)
        except TutorError as e:
            return check.could_not_run(f"{e.message} {e.fix}".strip())
        return outcome

    def _run(self, check: Check) -> Outcome:
        """Run a check on its image; one that was not built has only the end of its build to judge."""
        image, dockerfile = check.image, self._evidence.dockerfile
        if image and image.target and dockerfile and target_stage(dockerfile, image.target) is None:
            return check.failed(f"a stage `{image.target}`", "there is no stage of that name")
        evidence = self._others.evidence(check)
        if image and evidence.failure is not None and check.kind != TargetCheck.kind:
            return BuildsCheck(check.spec).run(evidence)
        outcome = check.run(evidence)
        if image and outcome.status is Status.FAILED:
            self._others.complete(check)
        return outcome

    def _announced(self, spec: CheckSpec) -> Iterator[PhaseProgress]:
        """Yield which image is built next, if the check is the first to ask for it."""
        image = make(spec).image
        if image and not self._others.known(image):
            yield PhaseProgress("trial", image.label)

    def _blocked(self, spec: CheckSpec) -> Outcome | None:
        """Return the outcome of a check whose precondition does not hold, or None."""
        for before in self._preconditions(spec):
            if before.status is not Status.PASSED:
                return _skipped(spec, before)
        return None

    def _preconditions(self, spec: CheckSpec) -> Iterator[Outcome]:
        """Yield the answers that this check depends on: those that the lab names, then those that nothing goes without."""
        yield from (self._outcomes[need] for need in spec.needs if need in self._outcomes)
        for other in self._lab.checks:
            is_before = self._ranks[other.id] < self._ranks.get(spec.id, Rank.SIZE)
            if other.id in self._outcomes and is_before and _gates(other, spec, self._phases[spec.id]):
                yield self._outcomes[other.id]

    def _after_failure(self, spec: CheckSpec) -> Outcome:
        """Return the outcome of a check that has no evidence, because another one failed, or nothing was built."""
        before = next((o for o in self.outcomes if o.status is Status.FAILED), None)
        if before is not None:
            return _skipped(spec, before)
        failure = self._evidence.failure
        why = failure.message.strip().rpartition("\n")[2] if failure else "nothing is known of it"
        because = f"the image was not built: {why}"
        return Outcome(spec.id, spec.title, Status.COULD_NOT_RUN, because=clean_line(because))

    def _keep(self, outcome: Outcome) -> CheckDone:
        self._outcomes[outcome.check_id] = outcome
        return CheckDone(outcome)


def _gates(other: CheckSpec, spec: CheckSpec, phase: str) -> bool:
    """Return whether a check means nothing without the pass of another one."""
    image = make(spec).image
    if other.kind == TargetCheck.kind:
        return image is not None and TargetCheck(other).makes(image.target)
    if other.image is None or other.image != image:
        return other.image is None and phase in _GATES.get(other.kind, ())
    return make(spec).needs in _GATES.get(other.kind, ())


def phases(checks: Iterable[CheckSpec]) -> dict[str, str]:
    """Return when each check can answer: when its own evidence is complete, and what it needs has answered."""
    found: dict[str, str] = {}
    for spec in checks:
        needed = [found[need] for need in spec.needs if need in found]
        found[spec.id] = max((make(spec).when, *needed), key=PHASES.index)
    return found


def _skipped(spec: CheckSpec, before: Outcome) -> Outcome:
    return Outcome(spec.id, spec.title, Status.SKIPPED, because=f"“{before.title}” did not pass")

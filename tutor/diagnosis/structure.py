"""Explain a build that is not really multi-stage."""

from __future__ import annotations

from tutor.checks import make, named_targets
from tutor.checks.evidence import Evidence
from tutor.checks.source import NoSourceCheck
from tutor.checks.structure import takes_from_other_stage
from tutor.diagnosis.failing import BUILDS
from tutor.diagnosis.lab_bases import runtime_base
from tutor.diagnosis.rule import Rule
from tutor.dockerfile import copy_sources
from tutor.model.dockerfile import Stage
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import megabytes


def one_from(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """There is a single stage."""
    dockerfile = evidence.dockerfile
    if dockerfile is None or len(dockerfile.stages) != 1:
        return None
    last = dockerfile.stages[0].instructions[-1].span.end_line
    sources = ", sources included" if _ships_sources(evidence) else ""
    return Diagnosis(
        "one-from",
        f"I see one `FROM`, so everything that was installed ships: {megabytes(evidence.sizes.yours)}{sources}.",
        "A new `FROM` starts a fresh stage, and only the last stage becomes the image.",
        f"Add a second `FROM {runtime_base(evidence)}` after the build, and copy into it what the app needs to run.",
        line=min(last, dockerfile.stages[0].span.line),
    )


def _ships_sources(evidence: Evidence) -> bool:
    """Return whether the image holds what the lab calls sources."""
    checks = (make(spec) for spec in evidence.lab.checks if spec.kind == NoSourceCheck.kind)
    return any(isinstance(check, NoSourceCheck) and bool(check.find(evidence)) for check in checks)


def build_stage_last(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The last stage goes on from the build stage, though an earlier one would have been the one to ship."""
    dockerfile, last = evidence.dockerfile, _last(evidence)
    if dockerfile is None or last is None or last.base_stage is None or len(dockerfile.stages) < 3:
        return None
    if not _built_below(outcome, evidence, last):
        return None
    asked = {
        name.lower() for name in named_targets(evidence.lab)
    }  # stages that ship under names of their own
    others = [
        s
        for s in dockerfile.stages[:-1]
        if s.index not in evidence.chain() and s.base_stage is None and (s.name or "").lower() not in asked
    ]
    shipped = next((s for s in reversed(others) if _says_how_it_runs(s)), None)
    if shipped is None:
        return None
    return Diagnosis(
        "build-stage-last",
        f"The last stage, line {last.span.line}, goes on from `{last.base}`, so the build stage with all its layers is what ships.",
        "Only the last stage of the file becomes the image.",
        f"Move the stage of line {shipped.span.line} to the end, or take out what stands below it.",
        line=last.span.line,
    )


def _says_how_it_runs(stage: Stage) -> bool:
    return any(i.keyword in ("CMD", "ENTRYPOINT") for i in stage.instructions)


def _built_below(outcome: Outcome, evidence: Evidence, last: Stage) -> bool:
    """Return whether a stage that the last one is FROM runs the build: the check names its line, or it reads like one."""
    below = [i for i in evidence.shipped_instructions() if i not in last.instructions]
    if any(outcome.where.startswith(f"line {i.span.line}:") for i in last.instructions):
        return False
    return any(
        outcome.where.startswith(f"line {i.span.line}:") or (i.keyword == "RUN" and BUILDS.search(i.rest))
        for i in below
    )


def from_build_stage(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The last stage is FROM the build stage."""
    last = _last(evidence)
    if evidence.dockerfile is None or last is None or last.base_stage is None:
        return None
    if not _built_below(outcome, evidence, last):
        return None
    base = evidence.dockerfile.stages[last.base_stage]
    return Diagnosis(
        "from-build-stage",
        f"Line {last.span.line}, `FROM {last.base}`, starts from your stage of line {base.span.line}, so all its layers ship.",
        "A stage keeps all that is in the one it is FROM.",
        f"Start the last stage from `{runtime_base(evidence)}` and take single files with `COPY --from={base.name or base.index}`.",
        line=last.span.line,
    )


def stages_swapped(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The stage that should ship stands above the build stage, from which it copies."""
    dockerfile, last = evidence.dockerfile, _last(evidence)
    if dockerfile is None or last is None or last.name is None:
        return None
    wanting = next(
        (s for s in copy_sources(dockerfile) if _names(s.reference, last) and s.in_stage != last.index), None
    )
    if wanting is None:
        return None
    above = dockerfile.stages[wanting.in_stage]
    return Diagnosis(
        "stages-swapped",
        f"Line {wanting.instruction.span.line} takes files from `{last.name}`, and that stage comes after it, at line {last.span.line}.",
        "A stage can take files only from stages above it, and the last stage is the one that ships.",
        f"Move the stage of line {above.span.line} to the end.",
        line=last.span.line,
    )


def _names(reference: str, stage: Stage) -> bool:
    return stage.name is not None and reference.lower() == stage.name.lower()


def nothing_crosses_from(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """Several stages, but the last one takes nothing from the others."""
    last = _last(evidence)
    if (
        last is None
        or outcome.where != f"line {last.span.line}"
        or evidence.dockerfile is None
        or len(evidence.dockerfile.stages) < 2
        or takes_from_other_stage(evidence)
    ):
        return None
    name = next((s.name for s in evidence.dockerfile.stages if s.name), "0")
    bare = "the bare base image" if last.base_stage is None else f"only what `{last.base}` has"
    return Diagnosis(
        "nothing-crosses-from",
        f"After line {last.span.line} the file system is {bare}.",
        "Nothing crosses a `FROM` by itself.",
        f"Bring the files over with `COPY --from={name} <path there> <path here>`.",
        line=last.span.line,
    )


def built_in_last_stage(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The shipped stage runs the build itself."""
    last = _last(evidence)
    if last is None or not outcome.where:
        return None
    return Diagnosis(
        "built-in-last-stage",
        f"The app is built in the stage that ships: {outcome.where}.",
        "All that a build needs then ships, too.",
        "Build in an earlier stage, and copy only the result.",
        line=next(
            (i.span.line for i in last.instructions if outcome.where.startswith(f"line {i.span.line}:")), None
        ),
    )


def _last(evidence: Evidence) -> Stage | None:
    return evidence.dockerfile.final if evidence.dockerfile else None


RULES: tuple[Rule, ...] = (
    one_from,
    build_stage_last,
    from_build_stage,
    stages_swapped,
    nothing_crosses_from,
    built_in_last_stage,
)

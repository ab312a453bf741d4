"""Explain a build that asked for a stage or an image that is not there."""

from __future__ import annotations

from dataclasses import replace

from tutor.checks.engine_features import frontend_not_pulled
from tutor.checks.evidence import Evidence
from tutor.checks.text import mistyped_base
from tutor.diagnosis.failing import failing_source, made
from tutor.diagnosis.rule import Rule
from tutor.dockerfile import closest_stage
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean


def unknown_number(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """`COPY --from=2` in a file with two stages."""
    source, dockerfile = failing_source(evidence), evidence.dockerfile
    if source is None or source.stage is not None or dockerfile is None or not source.reference.isdigit():
        return None
    above = source.in_stage
    numbers = "there is none" if not above else "only 0" if above == 1 else f"0 to {above - 1}"
    named = next((s.name for s in dockerfile.stages[:above] if s.name), None)
    return made(
        "unknown-stage-number",
        evidence,
        f"Line {source.instruction.span.line} takes from stage number {source.reference}; above it stand: {numbers}.",
        "Stages count from 0, in the order of their `FROM` lines.",
        f"Write `--from={named or 0}`." if above else "Put the stage that builds above this one.",
    )


def variable_in_from(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """`COPY --from=$NAME`: the engine takes the name as it is written."""
    source, dockerfile = failing_source(evidence), evidence.dockerfile
    if source is None or dockerfile is None or source.stage is not None or "$" not in source.reference:
        return None
    if evidence.failure is None or source.reference not in evidence.failure.message:
        return None
    named = next((s.name for s in dockerfile.stages[: source.in_stage] if s.name), "NAME")
    return made(
        "variable-in-from",
        evidence,
        f"Line {source.instruction.span.line}: `--from={clean(source.reference, 60)}` holds a variable.",
        "Behind `--from=`, variables are not allowed: the engine takes the name as it is written.",
        f"Write the name itself, as in `--from={named}`.",
    )


def unknown_stage(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """`COPY --from=` names no stage of the file, so the engine looked for an image of that name."""
    source = failing_source(evidence)
    failure, dockerfile = evidence.failure, evidence.dockerfile
    if source is None or source.stage is not None or failure is None or dockerfile is None:
        return None
    if failure.kind not in ("missing_image", "registry_unreachable", "rate_limit"):
        return None
    names = [f"`{s.name}`" for s in dockerfile.stages[: source.in_stage] if s.name]
    close = closest_stage(dockerfile, source.reference)
    near = close.name if close and close.index < source.in_stage else None
    yours = f"yours: {', '.join(names[:5])}" if names else "no stage before it has a name"
    return made(
        "unknown-stage",
        evidence,
        f"Line {source.instruction.span.line}: `{source.reference}` is not a stage in this file; {yours}.",
        "The engine then looked for an image of that name, so a message about a registry or a login is a false trail.",
        f"Write `--from={near}`."
        if near
        else "Name the build stage with `AS`, and use that name behind `--from=`.",
    )


def mistyped_image(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """FROM nearly names one of the lab's base images, or a stage."""
    found = mistyped_base(evidence)
    if found is None:
        return None
    return made(
        "unknown-base-image",
        evidence,
        f"There is no image `{found[0]}` here, and no registry has handed one out.",
        f"It is nearly `{found[1]}`, which there is.",
        f"Write `FROM {found[1]}`.",
    )


def unknown_frontend(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """`# syntax=` names an image that no registry has."""
    line = frontend_not_pulled(evidence.failure)
    if line is None:
        return None
    return made(
        "unknown-frontend",
        evidence,
        f"`{line}` names the image that is to read this file, and the engine cannot get it.",
        "The engine pulls it before it looks at anything else.",
        "Leave the line out: the engine can read the file itself.",
    )


def empty_variable(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A FROM names its image by a variable that is empty there, and what is left is no name."""
    problem, failure = evidence.problem("arg-in-stage"), evidence.failure
    if problem is None or failure is None or "failed to parse stage name" not in failure.message:
        return None
    found = made(
        "arg-in-stage",
        evidence,
        f"Line {problem.span.line} names an image that is none.",
        "",
        problem.message,
    )
    return replace(found, line=problem.span.line)


RULES: tuple[Rule, ...] = (
    unknown_number,
    variable_in_from,
    unknown_stage,
    mistyped_image,
    empty_variable,
    unknown_frontend,
)

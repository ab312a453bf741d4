"""Explain a build that failed."""

from __future__ import annotations

import re

from tutor.checks.engine_features import frontend_not_pulled
from tutor.checks.evidence import Evidence
from tutor.checks.text import mistyped_base
from tutor.diagnosis.rule import Rule
from tutor.dockerfile import closest_stage, copy_sources
from tutor.engine.build_events import BuildFailure
from tutor.model.dockerfile import CopySource, Instruction, Stage
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean

_SERVER = re.compile(
    r"\b(?:npm (?:run )?(?:start|dev)|next (?:start|dev)|yarn (?:run )?(?:start|dev)|node server)\b"
)


def unknown_stage(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """`COPY --from=` names no stage of the file, so the engine looked for an image of that name."""
    source = _failing_source(evidence)
    failure, dockerfile = evidence.failure, evidence.dockerfile
    if source is None or source.stage is not None or failure is None or dockerfile is None:
        return None
    if failure.kind not in ("missing_image", "registry_unreachable", "rate_limit"):
        return None
    names = [f"`{s.name}`" for s in dockerfile.stages[: source.in_stage] if s.name]
    close = closest_stage(dockerfile, source.reference)
    near = close.name if close and close.index < source.in_stage else None
    yours = f"yours: {', '.join(names[:5])}" if names else "no stage before it has a name"
    return _made(
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
    return _made(
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
    return _made(
        "unknown-frontend",
        evidence,
        f"`{line}` names the image that is to read this file, and the engine cannot get it.",
        "The engine pulls it before it looks at anything else.",
        "Leave the line out: the engine can read the file itself.",
    )


def trailing_comment(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """Words behind an instruction that were meant as a comment."""
    instruction = _failing(evidence)
    if instruction is None or evidence.problem("trailing-comment", instruction.span.line) is None:
        return None
    return _made(
        "trailing-comment",
        evidence,
        f"Line {instruction.span.line} has a `#` behind the instruction.",
        "`#` starts a comment only at the beginning of a line; here the words after it were taken as more files.",
        "Put the comment on a line of its own.",
    )


def copy_needs_from(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """COPY looked in the project folder for a file that only another stage has."""
    instruction, stage = _failing(evidence), _failing_stage(evidence)
    if instruction is None or stage is None or stage.index == 0 or not _missing_file(evidence):
        return None
    if instruction.keyword != "COPY" or instruction.flag("from") is not None:
        return None
    from_name = _earlier_name(evidence, stage)
    return _made(
        "copy-needs-from",
        evidence,
        f"Line {instruction.span.line} copies from your project folder, and `{instruction.arguments[0]}` is not there.",
        "Files that were made in another stage have to be taken from that stage.",
        f"Write `COPY --from={from_name} <path there> <path here>`.",
    )


def from_path_root(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The left path of `COPY --from` is relative, but starts at the root of the other stage."""
    source = _failing_source(evidence)
    if source is None or source.stage is None or not _missing_file(evidence):
        return None
    path = next((a for a in source.instruction.arguments[:-1] if not a.startswith("/")), None)
    if path is None:
        return None
    bare = path.removeprefix("./")
    workdir = _workdir(evidence, source.stage)
    return _made(
        "from-path-root",
        evidence,
        f"Line {source.instruction.span.line}: the engine looked for `/{bare}` in the other stage.",
        "With `--from`, the left path starts at the root of that stage, not at its WORKDIR.",
        f"Try `{workdir.rstrip('/')}/{bare}`.",
    )


def missing_source(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """COPY of a file that is not where the line says."""
    instruction, source = _failing(evidence), _failing_source(evidence)
    if instruction is None or instruction.keyword not in ("COPY", "ADD") or not _missing_file(evidence):
        return None
    stage = (
        evidence.dockerfile.stages[source.stage]
        if source and source.stage is not None and evidence.dockerfile
        else None
    )
    place = (
        f"in the stage `{stage.label}`"
        if stage
        else "in your project folder (or `.dockerignore` leaves it out)"
    )
    paths = ", ".join(f"`{a}`" for a in instruction.arguments[:-1])
    try_ = (
        "Look at what the build writes, and to which folder."
        if stage
        else "Check the name, and where the file lies."
    )
    return _made(
        "missing-source",
        evidence,
        f"Line {instruction.span.line} copies {paths}: not all of that is {place}.",
        "",
        try_,
    )


def server_in_run(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """RUN of a server: it never ends, so the build was stopped."""
    instruction, failure = _failing(evidence), evidence.failure
    if failure is None or instruction is None or instruction.keyword != "RUN":
        return None
    if failure.kind not in ("time_limit", "output_limit") or not _SERVER.search(instruction.rest):
        return None
    return _made(
        "server-in-run",
        evidence,
        f"Line {instruction.span.line} starts a server with `RUN`; after {failure.seconds:.0f} s the build was stopped.",
        "`RUN` executes while building and waits for the end, and a server never ends.",
        "What starts the container is `CMD`.",
    )


def from_swallowed(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A backslash glued a FROM line onto a RUN."""
    problem = evidence.problem("from-swallowed")
    if problem is None:
        return None
    return _made(
        "from-swallowed",
        evidence,
        f"The instruction of line {problem.span.line} goes on in the next line, because it ends with a backslash.",
        "So the `FROM` after it became a part of the command, and its stage does not exist.",
        "Take the backslash at the end away.",
    )


def stopped(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A step that took too long or printed without end."""
    failure, instruction = evidence.failure, _failing(evidence)
    if failure is None or failure.kind not in ("time_limit", "output_limit"):
        return None
    where = (
        f"Line {instruction.span.line}, `{clean(instruction.text, 80)}`, did not end"
        if instruction
        else "The build did not end"
    )
    flood = failure.kind == "output_limit" or _flooded(failure)
    why = "It printed without end." if flood else "Every step of a build has to come to an end by itself."
    return _made(
        "output-limit" if flood else "time-limit",
        evidence,
        f"{where}: stopped after {failure.seconds:.0f} s.",
        why,
        "Check what this command waits for.",
    )


def _flooded(failure: BuildFailure) -> bool:
    """Return whether BuildKit stopped keeping what the step printed, because it was so much."""
    return any(line.startswith("[output clipped, log limit") for line in failure.log_tail)


def run_failed(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A RUN ended with an exit code; its last words tell why."""
    failure, instruction = evidence.failure, _failing(evidence)
    if failure is None or instruction is None or failure.kind != "run_failed":
        return None
    last = next((line for line in reversed(failure.log_tail) if line.strip()), "")
    return _made(
        "run-failed",
        evidence,
        f"Line {instruction.span.line}, `{clean(instruction.text, 80)}`, ended with exit code {failure.exit_code}.",
        f"Its last words: {clean(last, 160)}" if last else "It printed nothing.",
        "Read the log from its first error on.",
    )


def _made(identifier: str, evidence: Evidence, see: str, why: str, try_: str) -> Diagnosis:
    failing, failure = _failing(evidence), evidence.failure
    words = clean(failure.message, 600) if failure else ""
    line = failure.step.line if failure and failure.step else None
    return Diagnosis(identifier, see, why, try_, failing.span.line if failing else line, words)


def _failing(evidence: Evidence) -> Instruction | None:
    step = evidence.failure.step if evidence.failure else None
    if step is None or evidence.dockerfile is None:
        return None
    return next((i for i in evidence.dockerfile.instructions if i.span.line == step.line), None)


def _failing_stage(evidence: Evidence) -> Stage | None:
    failing = _failing(evidence)
    if failing is None or evidence.dockerfile is None:
        return None
    return next((s for s in evidence.dockerfile.stages if failing in s.instructions), None)


def _failing_source(evidence: Evidence) -> CopySource | None:
    failing = _failing(evidence)
    if failing is None or evidence.dockerfile is None:
        return None
    return next((s for s in copy_sources(evidence.dockerfile) if s.instruction.span == failing.span), None)


def _missing_file(evidence: Evidence) -> bool:
    return evidence.failure is not None and evidence.failure.kind == "missing_file"


def _earlier_name(evidence: Evidence, stage: Stage) -> str:
    earlier = evidence.dockerfile.stages[: stage.index] if evidence.dockerfile else ()
    return next((s.name for s in earlier if s.name), "0")


def _workdir(evidence: Evidence, stage: int) -> str:
    instructions = evidence.dockerfile.stages[stage].instructions if evidence.dockerfile else ()
    return next(
        (i.rest for i in reversed(instructions) if i.keyword == "WORKDIR" and i.rest.startswith("/")), "/"
    )


RULES: tuple[Rule, ...] = (
    unknown_stage,
    mistyped_image,
    unknown_frontend,
    trailing_comment,
    copy_needs_from,
    from_path_root,
    missing_source,
    server_in_run,
    from_swallowed,
    stopped,
    run_failed,
)

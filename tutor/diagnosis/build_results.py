"""Explain a COPY of what a build makes, and has not made."""

from __future__ import annotations

import posixpath

from tutor.checks.evidence import Evidence
from tutor.diagnosis.failing import (
    BUILDS,
    failing_source,
    history,
    made,
    missing_argument,
    missing_file,
    workdir,
)
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import has_npm
from tutor.model.dockerfile import Instruction, Stage
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean


def built_elsewhere(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """COPY takes a result from a stage that builds nothing, and another stage above builds."""
    source, stage = failing_source(evidence), _without_build(evidence)
    if source is None or stage is None or evidence.dockerfile is None:
        return None
    above = (s for s in evidence.dockerfile.stages[: source.in_stage] if s.index != stage.index)
    other, run = next(((s, i) for s in above for i in s.instructions if _builds(i)), (None, None))
    if other is None or run is None:
        return None
    path = clean(missing_argument(evidence, source.instruction), 80)
    return made(
        "built-elsewhere",
        evidence,
        f"Line {source.instruction.span.line} takes `{path}` from the stage `{clean(stage.label, 60)}`, and it is not there.",
        f"The build runs in another stage, `{clean(other.label, 60)}`, at line {run.span.line}.",
        f"Write `--from={other.name or other.index}`.",
    )


def never_built(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """COPY takes a result from a stage that builds nothing."""
    source, stage = failing_source(evidence), _without_build(evidence)
    if source is None or stage is None:
        return None
    path = clean(missing_argument(evidence, source.instruction), 80)
    return made(
        "never-built",
        evidence,
        f"Line {source.instruction.span.line} copies `{path}`, and no line of the stage `{stage.label}` runs the build.",
        "Files that a build makes are there only after a `RUN` of it.",
        "Add `RUN npm run build` at the end of that stage."
        if has_npm(evidence)
        else "Add the `RUN` that builds at the end of that stage.",
    )


def standalone_not_made(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """COPY of the standalone folder, which the build was not told to make."""
    source, dockerfile = failing_source(evidence), evidence.dockerfile
    if source is None or source.stage is None or dockerfile is None or not missing_file(evidence):
        return None
    path = missing_argument(evidence, source.instruction)
    runs = history(evidence, dockerfile.stages[source.stage])
    build = next((i for i in runs if i.keyword == "RUN" and BUILDS.search(i.rest)), None)
    if ".next/standalone" not in path or build is None:
        return None
    return made(
        "standalone-not-made",
        evidence,
        f"Line {source.instruction.span.line} copies `{clean(path, 80)}`, and the build of line {build.span.line} has not made it.",
        "Next writes that folder only if it is told to.",
        "Switch it on for the build: `NEXT_PRIVATE_STANDALONE=true` here, `output` in `next.config.mjs` elsewhere.",
    )


def _without_build(evidence: Evidence) -> Stage | None:
    """Return the stage that a file was to come from, if it runs no build and the file could be a build's result."""
    source, dockerfile = failing_source(evidence), evidence.dockerfile
    if source is None or source.stage is None or dockerfile is None or not missing_file(evidence):
        return None
    stage = dockerfile.stages[source.stage]
    path = posixpath.join("/", missing_argument(evidence, source.instruction))
    of_app = f"{posixpath.normpath(path)}/".startswith(f"{workdir(evidence, source.stage).rstrip('/')}/")
    if not of_app or (evidence.lab.app / posixpath.basename(path)).exists():
        return None
    return None if any(map(_builds, history(evidence, stage))) else stage


def _builds(instruction: Instruction) -> bool:
    return instruction.keyword == "RUN" and BUILDS.search(instruction.rest) is not None


RULES: tuple[Rule, ...] = (standalone_not_made, built_elsewhere, never_built)

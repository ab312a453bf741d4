"""What the rules about a failed build share: the failing line, its stage, and the engine's own words."""

from __future__ import annotations

import posixpath
import re

from tutor.checks.evidence import Evidence
from tutor.dockerfile import ancestry, copy_sources
from tutor.model.dockerfile import CopySource, Instruction, Stage
from tutor.model.outcome import Diagnosis
from tutor.safe_text import clean

BUILDS = re.compile(r"\b(?:build|compile|package|bundle|make|javac|gcc|g\+\+)(?!\w)")
"""Words that a command which builds an application has."""
_NOT_THERE = re.compile(
    r"\"([^\"]{1,400})\"?:? not found|stat /?([^\s:]{1,400}): (?:file does not exist|no such file)"
)


def made(identifier: str, evidence: Evidence, see: str, why: str, try_: str) -> Diagnosis:
    """Return a diagnosis at the failing line, with what the engine said."""
    found, failure = failing(evidence), evidence.failure
    words = clean(failure.message, 600) if failure else ""
    line = failure.step.line if failure and failure.step else None
    return Diagnosis(identifier, see, why, try_, found.span.line if found else line, words)


def failing(evidence: Evidence) -> Instruction | None:
    """Return the instruction that the build ended at."""
    step = evidence.failure.step if evidence.failure else None
    if step is None or evidence.dockerfile is None:
        return None
    return next((i for i in evidence.dockerfile.instructions if i.span.line == step.line), None)


def failing_stage(evidence: Evidence) -> Stage | None:
    """Return the stage of that instruction."""
    found = failing(evidence)
    if found is None or evidence.dockerfile is None:
        return None
    return next((s for s in evidence.dockerfile.stages if found in s.instructions), None)


def failing_source(evidence: Evidence) -> CopySource | None:
    """Return where that instruction takes its files from, if it names a stage or an image for that."""
    found = failing(evidence)
    if found is None or evidence.dockerfile is None:
        return None
    return next((s for s in copy_sources(evidence.dockerfile) if s.instruction.span == found.span), None)


def missing_file(evidence: Evidence) -> bool:
    """Return whether the build ended because a file was not there."""
    return evidence.failure is not None and evidence.failure.kind == "missing_file"


def missing_path(evidence: Evidence) -> str:
    """Return the path that the engine did not find, in its own words; empty if they name none."""
    found = _NOT_THERE.search(evidence.failure.message) if evidence.failure else None
    return posixpath.normpath(posixpath.join("/", found[1] or found[2])) if found else ""


def missing_argument(evidence: Evidence, instruction: Instruction) -> str:
    """Return which path of a COPY was not there, as it is written; the first if the engine does not tell."""
    path, sources = missing_path(evidence), instruction.arguments[:-1]
    return next((a for a in sources if posixpath.normpath(posixpath.join("/", a)) == path), (*sources, "")[0])


def printed(evidence: Evidence) -> str:
    """Return the last lines that the failing step printed."""
    return "\n".join(evidence.failure.log_tail) if evidence.failure else ""


def lines_above(evidence: Evidence, stage: Stage) -> tuple[Instruction, ...]:
    """Return what runs before the failing line: in its stage, and in the stages that this one is FROM."""
    found = failing(evidence)
    if evidence.dockerfile is None or found is None:
        return ()
    return tuple(
        i for i in history(evidence, stage) if i.span.line < found.span.line or i not in stage.instructions
    )


def history(evidence: Evidence, stage: Stage) -> tuple[Instruction, ...]:
    """Return the instructions of the stages that a stage is FROM, and its own, in the order they run."""
    if evidence.dockerfile is None:
        return ()
    stages = evidence.dockerfile.stages
    return tuple(
        i for n in reversed(ancestry(evidence.dockerfile, stage.index)) for i in stages[n].instructions
    )


def workdir(evidence: Evidence, stage: int) -> str:
    """Return the folder that a stage ends in, as far as its lines tell."""
    instructions = history(evidence, evidence.dockerfile.stages[stage]) if evidence.dockerfile else ()
    return next(
        (i.rest for i in reversed(instructions) if i.keyword == "WORKDIR" and i.rest.startswith("/")), "/"
    )


def failed_run(evidence: Evidence) -> Instruction | None:
    """Return the RUN that ended with an exit code."""
    instruction, failure = failing(evidence), evidence.failure
    is_run = instruction is not None and instruction.keyword == "RUN"
    return instruction if is_run and failure is not None and failure.kind == "run_failed" else None


def later_copy(evidence: Evidence, instruction: Instruction) -> Instruction | None:
    """Return the next COPY from the project that stands below an instruction, in its stage."""
    stage = failing_stage(evidence)
    below = (i for i in (stage.instructions if stage else ()) if i.span.line > instruction.span.line)
    return next((i for i in below if i.keyword in ("COPY", "ADD") and i.flag("from") is None), None)

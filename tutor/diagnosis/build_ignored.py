"""Explain a build that lacks what the ignore file leaves out, or has what it should leave out."""

from __future__ import annotations

import re
from dataclasses import replace

from tutor.checks.evidence import Evidence
from tutor.diagnosis.failing import (
    failed_run,
    failing,
    failing_stage,
    lines_above,
    made,
    missing_file,
    printed,
)
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.sent import MODULES, excluding, foreign_package, left_out, patterns, sent, taken
from tutor.model.dockerfile import Instruction
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean

_CLEARS = re.compile(r"\bnpm\b.*\b(?:ci|clean-install)\b|\brm\b.*\bnode_modules\b")
"""Commands that begin with an empty `node_modules`."""
_MANIFESTS = {
    "package-lock.json": re.compile(r"existing package-lock\.json"),
    "package.json": re.compile(r"enoent.*package\.json", re.IGNORECASE),
}
"""Files that npm installs from, and how it says that one is not there."""
_WRONG_MACHINE = re.compile(
    r"exec format error|cannot execute|permission denied|another platform|syntax error|wrong ELF class|invalid ELF header|: not found",
    re.IGNORECASE,
)
"""What is said of a program that was made for another machine; a shell tries to read it as a script."""


def file_needed(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """COPY names files of the project that the ignore file leaves out."""
    instruction = failing(evidence)
    if instruction is None or not (missing_file(evidence) or _no_match(evidence)):
        return None
    wanted = taken(instruction, left_out(evidence))
    if not wanted or taken(instruction, (f.path for f in sent(evidence) if f.path in wanted)):
        return None
    path = min(wanted, key=lambda p: (p.count("/"), len(p)))
    return _needed(path, instruction, evidence)


def manifest_needed(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """npm does not find a file that a COPY by a pattern would have brought, if it were sent."""
    run, stage = failed_run(evidence), failing_stage(evidence)
    if run is None or stage is None:
        return None
    words = printed(evidence)
    named = [n for n, said in _MANIFESTS.items() if said.search(words) and n in left_out(evidence)]
    copies = [i for i in lines_above(evidence, stage) if taken(i, named)]
    return _needed(named[0], copies[-1], evidence) if copies else None


def _needed(path: str, instruction: Instruction, evidence: Evidence) -> Diagnosis | None:
    pattern = excluding(patterns(evidence), path)
    if not pattern:
        return None
    found = made(
        "ignored-file-needed",
        evidence,
        f"Line {instruction.span.line} copies `{clean(path, 80)}`, and the ignore file leaves it out: `{clean(pattern, 60)}`.",
        "What the ignore file names is not sent to the build, so no line can copy it.",
        "Make that pattern smaller, or drop it.",
    )
    return replace(found, line=instruction.span.line)


def _no_match(evidence: Evidence) -> bool:
    """Return whether a pattern of a COPY has found no file."""
    return "no source files were specified" in (evidence.failure.message if evidence.failure else "")


def sources_ignored(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A command names a file of the project that a COPY would have brought, if it were sent."""
    instruction, stage = failed_run(evidence), failing_stage(evidence)
    if instruction is None or stage is None:
        return None
    words = printed(evidence)
    copied = [i for i in lines_above(evidence, stage) if i.keyword in ("COPY", "ADD")]
    for path in left_out(evidence):
        missing = _named(path, words)
        pattern = excluding(patterns(evidence), path) if missing else ""
        if pattern and any(taken(i, (path,)) for i in copied):
            return made(
                "ignored-sources",
                evidence,
                f"Line {instruction.span.line} reads `{clean(missing, 80)}`, and the ignore file leaves it out: `{clean(pattern, 60)}`.",
                "What the ignore file names is not sent to the build, so `COPY` cannot bring it.",
                "Let through what the build reads.",
            )
    return None


def _named(path: str, words: str) -> str:
    """Return how a file of a folder is named in a message, with its extension or without; empty if it is not."""
    if "/" not in path or path.startswith(f"{MODULES}/"):
        return ""
    stem = path.rpartition(".")[0] or path
    return next((name for name in (path, stem) if re.search(rf"(?<![\w-]){re.escape(name)}\b", words)), "")


def host_modules(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A command runs with the packages of the learner's own machine, which are made for another system."""
    instruction, stage = failed_run(evidence), failing_stage(evidence)
    if instruction is None or stage is None or not _WRONG_MACHINE.search(printed(evidence)):
        return None
    culprit = brings_modules(lines_above(evidence, stage), evidence)
    foreign = foreign_package(evidence) if culprit is not None else ""
    if culprit is None or not foreign:
        return None
    found = made(
        "host-node-modules",
        evidence,
        f"Line {instruction.span.line} failed with packages of your own machine, such as `{clean(foreign, 60)}`.",
        f"Line {culprit.span.line} copied the `node_modules` of your project folder into the image, and those programs do not run on Linux.",
        "Put `node_modules` into the ignore file.",
    )
    return replace(found, line=culprit.span.line)


def brings_modules(lines: tuple[Instruction, ...], evidence: Evidence) -> Instruction | None:
    """Return the line that brings the project's own `node_modules`, if none after it installs all anew."""
    modules = [f.path for f in sent(evidence) if f.path.startswith(f"{MODULES}/")]
    culprit = None
    for i in lines:
        if i.keyword == "RUN" and _CLEARS.search(i.rest):
            culprit = None
        elif culprit is None and taken(i, modules):
            culprit = i
    return culprit


RULES: tuple[Rule, ...] = (file_needed, manifest_needed, sources_ignored, host_modules)

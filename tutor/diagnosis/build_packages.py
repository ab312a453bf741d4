"""Explain a RUN that lacks the app's packages, or cannot install them."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from tutor.checks.evidence import Evidence
from tutor.diagnosis.failing import (
    BUILDS,
    failed_run,
    failing_stage,
    later_copy,
    lines_above,
    made,
    printed,
)
from tutor.diagnosis.leaving_out import leaving_out
from tutor.diagnosis.rule import Rule
from tutor.model.dockerfile import Instruction
from tutor.model.outcome import Diagnosis, Outcome

_INSTALLS = re.compile(r"\b(?:npm (?:install|ci|i)|yarn(?: install)?|pnpm (?:install|i))\b")
_LEAVES_OUT = re.compile(r"--(?:omit|production|prod|only)\b")
_NOT_FOUND = re.compile(r"\b(?:sh|bash|ash): (?:\d+: |line \d+: )?([\w.-]{1,80}): (?:command )?not found")
_NO_MANIFEST = re.compile(r"enoent.*package\.json", re.IGNORECASE)
_NO_LOCK = re.compile(r"npm ci\S* command can only install with an existing package-lock\.json")
_LACKS = re.compile(r"can't resolve|cannot find module|not found|typescript", re.IGNORECASE)
"""How a build says that something is not there."""
_PROGRAMS = {"tsc": "typescript"}
"""Programs that are not called like their package."""


def packages_missing(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A program of the app's packages is not found, and nothing has installed them."""
    instruction, program = _lacking(evidence)
    if instruction is None or _installed(evidence):
        return None
    return made(
        "packages-missing",
        evidence,
        f"Line {instruction.span.line} needs `{program}`, and it is not found: no line above installs the packages.",
        "`npm run` starts programs that lie in `node_modules`.",
        "Put `RUN npm install` above it, and `COPY package*.json ./` above that.",
    )


def packages_not_there(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A program of the app's packages is not found, although a line has installed them."""
    instruction, program = _lacking(evidence)
    installs = _installed(evidence)
    if instruction is None or installs is None or _LEAVES_OUT.search(installs.rest):
        return None
    return made(
        "packages-not-there",
        evidence,
        f"Line {instruction.span.line} needs `{program}`, and it is not found, although line {installs.span.line}"
        " installs the packages.",
        "npm can end without an error although it lacks files, as without a network or on a full disk; the engine then"
        " keeps that step and does not run it again.",
        f"Check the network and the disk. Then change line {installs.span.line} a little, so that it runs again, and read its log.",
    )


def left_out_too_early(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The build runs in a stage that has left the development packages out."""
    instruction, stage = failed_run(evidence), failing_stage(evidence)
    if instruction is None or stage is None or not BUILDS.search(instruction.rest):
        return None
    left_out = leaving_out(lines_above(evidence, stage))
    if left_out is None or not _LACKS.search(printed(evidence)):
        return None
    return made(
        "left-out-too-early",
        evidence,
        f"Line {instruction.span.line} builds, and line {left_out.span.line} has left the development packages out.",
        "A build works with them: compilers and type checkers are among them.",
        "Install everything in the stage that builds, and leave packages out only where the build is over.",
    )


def _lacking(evidence: Evidence) -> tuple[Instruction | None, str]:
    """Return the RUN that did not find a program of the app's packages, and its name."""
    instruction, found = failed_run(evidence), _NOT_FOUND.search(printed(evidence))
    if instruction is None or found is None:
        return None, ""
    is_ours = _PROGRAMS.get(found[1], found[1]) in _packages(evidence.lab.app)
    return (instruction, found[1]) if is_ours else (None, "")


def _installed(evidence: Evidence) -> Instruction | None:
    """Return the last line above the failing one that installs packages."""
    stage = failing_stage(evidence)
    above = lines_above(evidence, stage) if stage else ()
    return next((i for i in reversed(above) if i.keyword == "RUN" and _INSTALLS.search(i.rest)), None)


@lru_cache(maxsize=16)
def _packages(app: Path) -> frozenset[str]:
    """Return the packages that the application's manifest names."""
    try:
        manifest = json.loads((app / "package.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return frozenset()
    tables = (
        [manifest.get(k) for k in ("dependencies", "devDependencies")] if isinstance(manifest, dict) else []
    )
    return frozenset(name for table in tables if isinstance(table, dict) for name in table)


def manifest_missing(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The packages are to be installed, but package.json is not in the stage yet."""
    instruction = failed_run(evidence)
    if (
        instruction is None
        or not _INSTALLS.search(instruction.rest)
        or not (
            _NO_MANIFEST.search(printed(evidence))
            or (_NO_LOCK.search(printed(evidence)) and not _copied(evidence))
        )
    ):
        return None
    later = later_copy(evidence, instruction)
    return made(
        "manifest-missing",
        evidence,
        f"Line {instruction.span.line} installs packages, and there is no `package.json` in the stage yet.",
        f"It comes with line {later.span.line}, and lines run from top to bottom."
        if later
        else "npm reads in it what to install.",
        f"Move line {later.span.line} above it." if later else "Put `COPY package*.json ./` above it.",
    )


def _copied(evidence: Evidence) -> bool:
    """Return whether a line above the failing one copies anything."""
    stage = failing_stage(evidence)
    return any(i.keyword in ("COPY", "ADD") for i in (lines_above(evidence, stage) if stage else ()))


def lock_missing(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """`npm ci` without a lock file."""
    instruction = failed_run(evidence)
    if instruction is None or not _NO_LOCK.search(printed(evidence)):
        return None
    return made(
        "lock-missing",
        evidence,
        f"Line {instruction.span.line} runs `npm ci`, and there is no `package-lock.json` in the stage.",
        "`npm ci` installs exactly what the lock file says, so it does nothing without one.",
        "Copy both files above it: `COPY package*.json ./`.",
    )


RULES: tuple[Rule, ...] = (
    packages_missing,
    left_out_too_early,
    packages_not_there,
    manifest_missing,
    lock_missing,
)

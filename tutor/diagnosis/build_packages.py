"""Explain a RUN that lacks the app's packages, or cannot install them."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from tutor.checks.evidence import Evidence
from tutor.diagnosis.failing import failed_run, failing_stage, later_copy, lines_above, made, printed
from tutor.diagnosis.rule import Rule
from tutor.model.dockerfile import Instruction
from tutor.model.outcome import Diagnosis, Outcome

_INSTALLS = re.compile(r"\b(?:npm (?:install|ci|i)|yarn(?: install)?|pnpm (?:install|i))\b")
_LEAVES_OUT = re.compile(r"--(?:omit|production|prod|only)\b")
_NOT_FOUND = re.compile(r"\b(?:sh|bash|ash): (?:\d+: |line \d+: )?([\w.-]{1,80}): (?:command )?not found")
_NO_MANIFEST = re.compile(r"enoent.*package\.json", re.IGNORECASE)
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
        "npm can end without an error although it got nothing, as without a network; the engine then keeps that step"
        " and does not run it again.",
        f"Check the network. Then change line {installs.span.line} a little, so that it runs again, and read its log.",
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
        or not _NO_MANIFEST.search(printed(evidence))
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


RULES: tuple[Rule, ...] = (packages_missing, packages_not_there, manifest_missing)

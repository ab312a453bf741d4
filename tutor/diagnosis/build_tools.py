"""Explain a RUN whose stage does not have the tool that builds."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.failing import failed_run, failing_stage, made, printed
from tutor.diagnosis.rule import Rule
from tutor.dockerfile import parse
from tutor.model.dockerfile import Stage
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_TOOLS = (
    *("javac", "jar", "jlink", "mvn", "gradle"),
    *("gcc", "g++", "cc", "c++", "make"),
    *("go", "cargo", "npm", "node"),
)
_ANY = "|".join(map(re.escape, _TOOLS))
_NOT_FOUND = re.compile(
    rf"(?<![\w./+-])({_ANY}): (?:command )?not found|\bmake(?:\[\d+\])?: ({_ANY}): No such file or directory"
)
"""How a shell, and make, say that there is no such program."""


def build_tool_missing(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The stage that builds begins with an image that is only made to run."""
    instruction, stage = failed_run(evidence), failing_stage(evidence)
    found = _NOT_FOUND.search(printed(evidence))
    if instruction is None or stage is None or found is None:
        return None
    tool, base = found[1] or found[2], _origin(evidence, stage)
    usual = parse(evidence.lab.traditional).stages[0].base
    return made(
        "build-tool-missing",
        evidence,
        f"Line {instruction.span.line} needs `{tool}`, and the image of line {base.span.line}, `{clean_line(base.base, 60)}`, does not have it.",
        "An image that is made to run an app has no tools to build one.",
        f"Start the stage that builds from `{usual}`."
        if usual != base.base
        else f"Install `{tool}` in a `RUN` above.",
    )


def _origin(evidence: Evidence, stage: Stage) -> Stage:
    """Return the stage whose FROM names the image that a stage goes back to."""
    stages = evidence.dockerfile.stages if evidence.dockerfile else ()
    while stage.base_stage is not None:
        stage = stages[stage.base_stage]
    return stage


RULES: tuple[Rule, ...] = (build_tool_missing,)

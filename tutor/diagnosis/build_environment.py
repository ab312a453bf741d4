"""Explain a RUN that did not find a program or a module of Python which another stage has."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.environment import installing_line, why_missing
from tutor.diagnosis.failing import failed_run, failing_stage, history, lines_above, made, printed
from tutor.diagnosis.rule import Rule
from tutor.dockerfile import copy_sources
from tutor.model.outcome import Diagnosis, Outcome

_NO_MODULE = re.compile(r"No module named '?([A-Za-z_]\w{0,80})")
_NOT_FOUND = re.compile(r"\bnot found\b|No such file or directory|No module named")
_MAKES = re.compile(r"-m venv(?: --?\S+)* +([^\s;&|]+)")


def environment_moved(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A virtual environment was copied to another path, and its programs still begin with the old one."""
    run, stage, dockerfile = failed_run(evidence), failing_stage(evidence), evidence.dockerfile
    if run is None or stage is None or dockerfile is None or not _NOT_FOUND.search(printed(evidence)):
        return None
    above = lines_above(evidence, stage)
    for source in copy_sources(dockerfile):
        if source.instruction not in above or source.stage is None or len(source.instruction.arguments) != 2:
            continue
        old, new = (path.rstrip("/") for path in source.instruction.arguments)
        made_there = (_MAKES.search(i.rest) for i in dockerfile.stages[source.stage].instructions)
        if old != new and any(found and found[1].rstrip("/") == old for found in made_there):
            return Diagnosis(
                "environment-moved",
                f"Line {source.instruction.span.line} copies the virtual environment `{old}` to `{new}`, and line"
                f" {run.span.line} does not find what should be in it.",
                f"Its programs begin with `#!{old}/bin/python`, the path at which it was made, and cannot be started elsewhere.",
                f"Copy it to where it was made, `{old}`.",
                source.instruction.span.line,
                printed(evidence)[-600:],
            )
    return None


def module_not_there(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """Python misses a module that another stage installs."""
    run, stage, found = failed_run(evidence), failing_stage(evidence), _NO_MODULE.search(printed(evidence))
    if run is None or stage is None or found is None:
        return None
    line = installing_line(evidence, found[1], stage)
    if line is None or line in history(evidence, stage):
        return None
    return made(
        "module-missing",
        evidence,
        f"Line {run.span.line} stopped, because Python finds no module `{found[1]}`.",
        *why_missing(evidence, line, stage),
    )


RULES: tuple[Rule, ...] = (environment_moved, module_not_there)

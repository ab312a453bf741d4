"""Explain packages of the learner's own machine in the image."""

from __future__ import annotations

from tutor.checks.evidence import Evidence
from tutor.diagnosis.build_ignored import brings_modules
from tutor.diagnosis.failing import history
from tutor.diagnosis.rule import Rule, at_line
from tutor.diagnosis.sent import MODULES, sent
from tutor.dockerfile import copy_sources
from tutor.model.dockerfile import Instruction
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean


def shipped(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A package that only the project's own `node_modules` has lies in the image."""
    path = _path(outcome, evidence)
    culprit = _culprit(evidence) if path else None
    if culprit is None:
        return None
    return at_line(
        "host-node-modules",
        f"The image has `{clean(path, 100)}`, which comes from your own machine.",
        f"Line {culprit.span.line} copies the `node_modules` of your project folder, and writes it over or beside the one that npm made"
        " for Linux.",
        "Put `node_modules` into the ignore file.",
        culprit,
    )


def _path(outcome: Outcome, evidence: Evidence) -> str:
    """Return the path in the project of what was found, if it is a package of there that is sent; empty otherwise."""
    words = f"{outcome.found} {outcome.where}"
    start = words.find(f"{MODULES}/")
    if start < 0:
        return ""
    found = words[start:]
    return next((f.path for f in sent(evidence) if found.startswith(f.path)), "")


def _culprit(evidence: Evidence) -> Instruction | None:
    """Return the line that brings those packages: of the stage that ships, else of one that it takes files from."""
    if evidence.dockerfile is None or evidence.dockerfile.final is None:
        return None
    final = evidence.dockerfile.final
    stages = [final]
    stages += [
        evidence.dockerfile.stages[source.stage]
        for source in copy_sources(evidence.dockerfile)
        if source.stage is not None and source.in_stage == final.index
    ]
    found = (brings_modules(history(evidence, stage), evidence) for stage in stages)
    return next((i for i in found if i is not None), None)


RULES: tuple[Rule, ...] = (shipped,)

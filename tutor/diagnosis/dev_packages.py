"""Explain development packages of npm that ship, by what was done to leave them out."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.failing import BUILDS, history
from tutor.diagnosis.leaving_out import installing, leaving_out
from tutor.diagnosis.rule import Rule, at_line
from tutor.dockerfile import copy_sources
from tutor.model.dockerfile import Instruction, Stage
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_MAKER = re.compile(r"line (\d{1,6}): ")


def removed_later(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A later line of the stage that ships took the packages out of view."""
    maker, later = _maker(outcome, evidence), leaving_out(evidence.shipped_instructions())
    if maker is None or later is None or later.span.line <= maker.span.line:
        return None
    return at_line(
        "removed-later",
        f"Line {later.span.line} takes packages out of view, and the layer of line {maker.span.line} still holds them:"
        f" {clean_line(outcome.found, 120)}.",
        "A layer never changes once it is made; a later line only hides its files.",
        "Take them out in the stage that they come from, above the line that copies."
        if maker.keyword == "COPY"
        else f"Leave them out in line {maker.span.line} itself.",
        maker,
    )


def copied_from_a_full_stage(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The packages were copied from a stage that has all of them."""
    maker, stage = _maker(outcome, evidence), _source(outcome, evidence)
    if maker is None or stage is None or evidence.dockerfile is None or leaving_out(history(evidence, stage)):
        return None  # a stage that left them out has them for another reason
    stages = evidence.dockerfile.stages
    leaner = next((s for s in stages if s != stage and leaving_out(history(evidence, s))), None)
    return at_line(
        "dev-packages-copied",
        f"Line {maker.span.line} copies from the stage `{clean_line(stage.label, 40)}`, and what only development needs"
        f" comes along: {clean_line(outcome.found, 120)}.",
        "The stage that builds has all packages, because the build needs them.",
        f"Take `node_modules` from the stage `{clean_line(leaner.label, 40)}`, which leaves them out."
        if leaner
        else "Take `node_modules` from a stage that installs only what runs, or prune above the copy.",
        maker,
    )


def installed_in_the_source(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The packages were copied from a stage that only installs, and installs all of them."""
    maker, stage = _maker(outcome, evidence), _source(outcome, evidence)
    lines = history(evidence, stage) if stage else ()
    runs = [i for i in lines if i.keyword == "RUN"]
    installs = next((i for i in reversed(runs) if installing(i)), None)
    if maker is None or stage is None or installs is None or any(BUILDS.search(i.rest) for i in runs):
        return None
    if leaving_out(lines) is not None:
        return None
    return at_line(
        "dev-packages-installed",
        f"Line {maker.span.line} takes the packages from the stage `{clean_line(stage.label, 40)}`, and what only"
        f" development needs is among them: {clean_line(outcome.found, 120)}.",
        f"Line {installs.span.line} installs both lists of `package.json`.",
        "Tell npm there to leave one out: `npm ci --omit=dev`.",
        installs,
    )


def _maker(outcome: Outcome, evidence: Evidence) -> Instruction | None:
    """Return the line that brought npm packages."""
    found = _MAKER.match(outcome.where)
    if found is None or not outcome.found.startswith("npm:"):
        return None
    return next((i for i in evidence.shipped_instructions() if i.span.line == int(found[1])), None)


def _source(outcome: Outcome, evidence: Evidence) -> Stage | None:
    """Return the stage that this line copied from."""
    maker = _maker(outcome, evidence)
    if maker is None or evidence.dockerfile is None:
        return None
    sources = (s for s in copy_sources(evidence.dockerfile) if s.instruction.span == maker.span)
    number = next((s.stage for s in sources), None)
    return None if number is None else evidence.dockerfile.stages[number]


RULES: tuple[Rule, ...] = (removed_later, installed_in_the_source, copied_from_a_full_stage)

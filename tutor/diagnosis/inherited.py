"""Explain what ships because a stage goes on from one that has it, or copies it along."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule, at_line
from tutor.dockerfile import copy_sources
from tutor.model.dockerfile import Instruction, Stage
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_LINE = re.compile(r"line (\d{1,6})\b")


def installed_below(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A line installs it, in the stage that ships or in one that this goes on from."""
    maker, dockerfile = _maker(outcome, evidence), evidence.dockerfile
    if maker is None or maker.keyword != "RUN" or dockerfile is None or dockerfile.final is None:
        return None
    stage, last = _stage_of(evidence, maker), dockerfile.final
    where = (
        "the stage that ships" if stage == last else f"`{stage.label}`, and `{last.label}` goes on from there"
    )
    return at_line(
        "installed-below",
        f"This ships: {outcome.found}. Line {maker.span.line} installs it in {where}.",
        "A stage has all that is in the one it is `FROM`.",
        "Install it in a stage that the shipped one is not `FROM`.",
        maker,
    )


def copied_environment(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """It came with a COPY from another stage, together with what is needed."""
    maker = _maker(outcome, evidence)
    if maker is None or maker.flag("from") is None or evidence.dockerfile is None:
        return None
    sources = copy_sources(evidence.dockerfile)
    index = next((s.stage for s in sources if s.instruction.span == maker.span), None)
    if index is None:
        return None
    stage = evidence.dockerfile.stages[index]
    return at_line(
        "copied-environment",
        f"This ships: {outcome.found}. Line {maker.span.line} copies `{clean_line(maker.arguments[0], 60)}`, and it is in there.",
        f"All that was installed there in the stage `{stage.label}` comes along.",
        "Install it elsewhere: in a stage of its own, after this copy was made.",
        maker,
    )


def _maker(outcome: Outcome, evidence: Evidence) -> Instruction | None:
    """Return the line that the check names as the one which brought it."""
    found = _LINE.match(outcome.where)
    return next((i for i in evidence.shipped_instructions() if found and i.span.line == int(found[1])), None)


def _stage_of(evidence: Evidence, instruction: Instruction) -> Stage:
    stages = evidence.dockerfile.stages if evidence.dockerfile else ()
    return next(s for s in stages if instruction in s.instructions)


RULES: tuple[Rule, ...] = (installed_below, copied_environment)

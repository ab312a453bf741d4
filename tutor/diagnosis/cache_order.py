"""Explain a step that ran again after an edit, by the line that took the edit in."""

from __future__ import annotations

from tutor.checks.evidence import Evidence
from tutor.diagnosis.failing import history
from tutor.diagnosis.general import named_line
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.sent import taken
from tutor.dockerfile import copy_sources
from tutor.model.dockerfile import Instruction, Stage
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean


def order(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A line above the step copies the edited file, so the step is made anew with it."""
    step, edit = _step(outcome, evidence), _edit(outcome, evidence)
    taker = _taker(step, edit, evidence) if step is not None and edit else None
    if step is None or taker is None:
        return None
    sources = " ".join(taker.arguments[:-1])
    what = "all files" if "." in taker.arguments[:-1] else f"`{clean(sources, 60)}`"
    return Diagnosis(
        "order-invalidates-install",
        f"After a change of `{clean(edit, 80)}`, line {step.span.line} ran again: `{clean(step.text, 80)}`.",
        f"Line {taker.span.line} copies {what}, so that change makes line {taker.span.line} and all work below it run again.",
        f"Copy above line {step.span.line} only the files that it reads, and the rest below it.",
        taker.span.line,
    )


def behind_stage(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A line above the step takes files from a stage that the edit makes anew."""
    step, edit = _step(outcome, evidence), _edit(outcome, evidence)
    dockerfile = evidence.dockerfile
    if step is None or not edit or dockerfile is None:
        return None
    above = {i.span.line for i in _above(step, evidence)}
    for source in copy_sources(dockerfile):
        if source.stage is None or source.instruction.span.line not in above:
            continue
        stage = dockerfile.stages[source.stage]
        if any(taken(i, (edit,)) for i in history(evidence, stage)):
            line = source.instruction.span.line
            return Diagnosis(
                "install-behind-rebuilt-stage",
                f"After a change of `{clean(edit, 80)}`, line {step.span.line} ran again: `{clean(step.text, 80)}`.",
                f"Line {line} takes files from the stage `{clean(stage.label, 60)}`, which that change makes anew, and what stands"
                " below it follows.",
                f"Move line {step.span.line} above line {line}, or install in a stage that takes nothing from there.",
                step.span.line,
            )
    return None


def _step(outcome: Outcome, evidence: Evidence) -> Instruction | None:
    """Return the step that ran again."""
    line = named_line(outcome, evidence)
    instructions = evidence.dockerfile.instructions if evidence.dockerfile else ()
    return next((i for i in instructions if i.span.line == line), None)


def _edit(outcome: Outcome, evidence: Evidence) -> str:
    """Return the file that the check edits."""
    spec = next((c for c in (*evidence.lab.checks, *evidence.lab.advice) if c.id == outcome.check_id), None)
    return str(spec.options.get("edit", "")) if spec else ""


def _above(step: Instruction, evidence: Evidence) -> tuple[Instruction, ...]:
    """Return what runs before a step: above it in its stage, and in the stages that this one is FROM."""
    stage = _stage(step, evidence)
    if stage is None:
        return ()
    lines = history(evidence, stage)
    return tuple(i for i in lines if i.span.line < step.span.line or i not in stage.instructions)


def _stage(step: Instruction, evidence: Evidence) -> Stage | None:
    stages = evidence.dockerfile.stages if evidence.dockerfile else ()
    return next((s for s in stages if step in s.instructions), None)


def _taker(step: Instruction, edit: str, evidence: Evidence) -> Instruction | None:
    return next((i for i in _above(step, evidence) if taken(i, (edit,))), None)


RULES: tuple[Rule, ...] = (order, behind_stage)

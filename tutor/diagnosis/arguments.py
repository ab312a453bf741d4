"""Explain a build argument that does not arrive in what was built with it."""

from __future__ import annotations

from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule, at_line
from tutor.model.dockerfile import Instruction
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line


def written_again(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A line sets the variable to a fixed value, whatever the build was given."""
    name = _argument(outcome, evidence)
    line = _last_setting(evidence, name)
    if line is None or "$" in _value(line, name):
        return None
    return at_line(
        "value-written-again",
        f"Line {line.span.line} sets `{name}` to `{clean_line(_value(line, name), 60)}`, whatever the build was given.",
        "A value that stands in more than one place has to be changed in each of them.",
        f"Give `{name}` its value once, by `ARG`, and let `ENV` take it from there: `ENV {name}=${{{name}}}`.",
        line,
    )


def not_repeated(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The ARG stands above the first FROM, and no stage that ships asks for it."""
    name, dockerfile = _argument(outcome, evidence), evidence.dockerfile
    if not name or dockerfile is None or _in_scope(evidence, name):
        return None
    above = next((i for i in dockerfile.global_arguments if name in _names(i)), None)
    if above is None:
        return None
    return at_line(
        "arg-not-repeated",
        f"`{name}` has no value inside the stages that ship: its `ARG` stands in line {above.span.line}, above the first `FROM`.",
        "An `ARG` up there is for `FROM` lines only.",
        f"Repeat `ARG {name}`, without a value, in the stage that uses it.",
        _last_setting(evidence, name) or above,
    )


def of_another_stage(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The ARG belongs to a stage that does not ship, or there is none."""
    name, dockerfile = _argument(outcome, evidence), evidence.dockerfile
    if not name or dockerfile is None or _in_scope(evidence, name):
        return None
    full = evidence.default.dockerfile if evidence.default and evidence.default.dockerfile else dockerfile
    there = next(
        ((s, i) for s in full.stages for i in s.instructions if i.keyword == "ARG" and name in _names(i)),
        None,
    )
    line = _last_setting(evidence, name)
    if there is None:
        see = f"The build was given `{name}`, and no `ARG {name}` of the file takes it."
        try_ = f"Declare it: `ARG {name}=<value>`."
        return at_line(
            "arg-not-declared", see, "A build argument that no `ARG` names is dropped.", try_, line
        )
    stage, arg = there
    return at_line(
        "arg-of-another-stage",
        f"The `ARG {name}` of line {arg.span.line} belongs to the stage `{stage.label}`, and nothing that ships is `FROM` that.",
        "Scope follows `FROM`, not the order of lines: a stage has what the one below it has, and no more.",
        f"Put `ARG {name}` into the stage that the others start from.",
        line or arg,
    )


def _argument(outcome: Outcome, evidence: Evidence) -> str:
    """Return the build argument with which the failed check had the image built; empty if there was none."""
    spec = next((c for c in evidence.lab.checks if c.id == outcome.check_id), None)
    arguments = spec.image.arguments if spec and spec.image else ()
    return arguments[0][0] if arguments and evidence.failure is None else ""


def _in_scope(evidence: Evidence, name: str) -> bool:
    return any(i.keyword == "ARG" and name in _names(i) for i in evidence.shipped_instructions())


def _names(instruction: Instruction) -> list[str]:
    return [word.partition("=")[0] for word in instruction.arguments]


def _last_setting(evidence: Evidence, name: str) -> Instruction | None:
    """Return the last ENV that sets a variable in what ships."""
    found = [i for i in evidence.shipped_instructions() if i.keyword == "ENV" and name in _names(i)]
    return found[-1] if name and found else None


def _value(instruction: Instruction, name: str) -> str:
    """Return what an ENV gives to a variable, as it is written."""
    pairs = [word.partition("=") for word in instruction.arguments]
    if pairs and not pairs[0][1]:
        return " ".join(instruction.arguments[1:])  # the old form: one name, and the rest is its value
    return next((value for found, _, value in pairs if found == name), "")


RULES: tuple[Rule, ...] = (written_again, not_repeated, of_another_stage)

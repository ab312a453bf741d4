"""Explain a step that ran again because two toolchains share its stage."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.failing import history
from tutor.diagnosis.rule import Rule, at_line
from tutor.model.dockerfile import Instruction
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_LINE = re.compile(r"line (\d{1,6})\b")
_TOOLCHAINS = {
    "Go": re.compile(r"\bgo (?:build|install|test|vet|generate|mod)\b"),
    "Node": re.compile(r"\b(?:npm|npx|yarn|pnpm|next)\b"),
    "Python": re.compile(r"\b(?:pip3?|poetry|uv) (?:install|wheel|sync)\b"),
    "Java": re.compile(r"\b(?:mvnw?|gradlew?|javac)\b"),
    "C": re.compile(r"\b(?:gcc|g\+\+|cmake)\b"),
}
"""What is said of a toolchain, and commands of it."""


def shared_stage(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """Commands of another toolchain stand in the same stage, so each part waits for the files of the other."""
    found = _LINE.match(outcome.where)
    stages = evidence.dockerfile.stages if evidence.dockerfile else ()
    places = ((s, i) for s in stages for i in s.instructions if found and i.span.line == int(found[1]))
    stage, step = next(places, (None, None))
    if stage is None or step is None:
        return None
    own = _used(step)
    runs = [i for i in history(evidence, stage) if i.keyword == "RUN"]
    other = next((name for i in runs for name in _used(i) if own and name not in own), "")
    if not other:
        return None
    return at_line(
        "two-toolchains",
        f"After the change, line {step.span.line} ran again: `{clean_line(step.text, 80)}`. The same stage also works with {other}.",
        "In one stage, the files of each part stand above the commands of the other, and a change of one runs both again.",
        "Give each toolchain a stage of its own, which copies only the folder of its part.",
        step,
    )


def _used(instruction: Instruction) -> list[str]:
    return [name for name, commands in _TOOLCHAINS.items() if commands.search(instruction.rest)]


RULES: tuple[Rule, ...] = (shared_stage,)

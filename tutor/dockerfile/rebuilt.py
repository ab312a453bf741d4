"""Which lines run again when a file of the project changes: the first that takes it, and all below it in its stage."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.model.dockerfile import Dockerfile, Instruction, Stage
from tutor.model.glob import glob
from tutor.model.stage_links import used_stages
from tutor.safe_pattern import PatternTooSlow

_UNSURE = set("${}[]\\")
"""Characters of a source whose meaning is not followed here."""
_WORK = ("COPY", "ADD", "RUN")


@dataclass(frozen=True)
class Rebuilt:
    """One stage after a change of one file."""

    stage: str
    """Its label."""
    candidates: tuple[tuple[int, str], ...]
    """(line, text) of its instructions that do work."""
    lines: tuple[int, ...]
    """Those that run again."""


def rebuilt(dockerfile: Dockerfile, changed: str) -> Rebuilt | None:
    """Return what runs again in the first stage that takes `changed` from the project; None if that is not sure."""
    if dockerfile.errors:
        return None
    for index in sorted(used_stages(dockerfile)):
        stage = dockerfile.stages[index]
        work = [i for i in stage.instructions if i.keyword in _WORK]
        takers = [i for i in work if _takes(i, changed)]
        if takers:
            first = takers[0].span.line
            again = tuple(i.span.line for i in work if i.span.line >= first)
            return None if _is_unsure(stage) else Rebuilt(stage.label, _named(work), again)
    return None


def _named(work: list[Instruction]) -> tuple[tuple[int, str], ...]:
    return tuple((i.span.line, i.text) for i in work)


def _is_unsure(stage: Stage) -> bool:
    """Return whether an instruction reads the project in a way that is not followed here."""
    for i in stage.instructions:
        mounts = [f.value or "" for f in i.flags if f.name == "mount"]
        if any("from=" not in m and ("type=bind" in m or "type=" not in m) for m in mounts):
            return True
        if i.flag("exclude") is not None or (i.keyword in _WORK[:2] and _UNSURE & set(i.rest)):
            return True
    return False


def _takes(instruction: Instruction, changed: str) -> bool:
    if instruction.keyword == "RUN" or instruction.flag("from") is not None:
        return False
    parts = changed.split("/")
    prefixes = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    return any(_matches(source, prefixes) for source in instruction.arguments[:-1])


def _matches(source: str, prefixes: list[str]) -> bool:
    pattern = source.strip("\"'").removeprefix("./").strip("/")
    if pattern in ("", "."):
        return True
    matcher = glob(pattern.replace("**", "*"))
    try:
        return any(matcher.fullmatch(prefix) for prefix in prefixes)
    except PatternTooSlow:
        return False

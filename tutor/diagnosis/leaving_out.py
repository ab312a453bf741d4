"""Which line keeps development packages out, or takes them out, as its text says."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tutor.model.dockerfile import Instruction

_INSTALLS = re.compile(r"\b(?:npm (?:install|ci|i)|yarn(?: install)?(?=\s|$)|pnpm (?:install|i))(?=\s|$)")
_PRUNES = re.compile(r"\b(?:npm|pnpm) prune\b")
_LEAVES_OUT = re.compile(r"--(?:omit[ =]dev|production|prod|only[ =]prod(?:uction)?)(?=\s|$)")
_KEEPS = re.compile(r"--(?:include[ =]dev|production[ =]false)\b")
_PRODUCTION = re.compile(r"\bNODE_ENV[ =][\"']?production\b")


def leaving_out(instructions: Iterable[Instruction]) -> Instruction | None:
    """Return the last line that left development packages out, or took them out; None if all were installed after it."""
    found: Instruction | None = None
    is_production = False
    for instruction in instructions:
        if instruction.keyword == "ENV" and _PRODUCTION.search(instruction.rest):
            is_production = True
        elif instruction.keyword == "RUN" and (installing(instruction) or _PRUNES.search(instruction.rest)):
            if _without(instruction, is_production):
                found = instruction
            elif installing(instruction):
                found = None
    return found


def installing(instruction: Instruction) -> bool:
    """Return whether an instruction installs the packages that a manifest lists."""
    return _INSTALLS.search(instruction.rest) is not None


def _without(instruction: Instruction, is_production: bool) -> bool:
    said = instruction.rest
    told = bool(_LEAVES_OUT.search(said) or is_production or _PRODUCTION.search(said))
    return told and not _KEEPS.search(said)

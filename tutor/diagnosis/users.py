"""Explain a server that runs as root."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule, at_line
from tutor.diagnosis.running import user_of
from tutor.model.dockerfile import Instruction
from tutor.model.image_name import SCRATCH
from tutor.model.outcome import Diagnosis, Outcome

ROOT = frozenset({"", "0", "root"})
_MAKES_USER = re.compile(r"\b(?:adduser|useradd)\b")


def runs_as_root(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The image's own user is root: USER is missing, stands elsewhere, or was taken back."""
    if evidence.info is None or evidence.dockerfile is None or user_of(evidence) not in ROOT:
        return None
    own = [i for i in evidence.shipped_instructions() if i.keyword == "USER"]
    every = [i for stage in evidence.dockerfile.stages for i in stage.instructions]
    other = next((i for i in every if i.keyword == "USER" and not _is_root(i)), None)
    if len(own) > 1 and any(not _is_root(i) for i in own):
        return at_line(
            "user-taken-back",
            f"Line {own[-1].span.line} goes back to root, and so the server runs as root.",
            "The last `USER` line decides who runs the container.",
            "Put a `USER` line for the server below it.",
            own[-1],
        )
    if not own and other is not None:
        return at_line(
            "user-elsewhere",
            f"The server runs as root: the `USER` of line {other.span.line} belongs to another stage.",
            "Each `FROM` begins with the user of its base image, and that is root here.",
            "Write `USER` in the last stage.",
            other,
        )
    made = next(
        (i for i in evidence.shipped_instructions() if i.keyword == "RUN" and _MAKES_USER.search(i.rest)),
        None,
    )
    if not own and made is not None:
        return at_line(
            "user-not-used",
            f"Line {made.span.line} makes a user, and the server runs as root all the same.",
            "A user that is there runs nothing until a line says so.",
            "Add a `USER` line with its name.",
            made,
        )
    if own:
        is_named = _is_root(own[-1])
        return _named_root(own[-1]) if is_named else None
    return _nobody_named(evidence)


def _named_root(line: Instruction) -> Diagnosis:
    return at_line(
        "user-root",
        f"Line {line.span.line} names root, and so root runs the server.",
        "Whoever breaks into a server may do what its user may do, and root may do everything.",
        "Name a user with fewer rights there.",
        line,
    )


def _nobody_named(evidence: Evidence) -> Diagnosis | None:
    last = evidence.dockerfile.final if evidence.dockerfile else None
    if last is None:
        return None
    return at_line(
        "user-missing",
        f"The last stage, line {last.span.line}, names no user, and so root runs the server.",
        "A container runs as the user of its last `USER` line, else as the user of the base image, which is root here.",
        "Add a `USER` line with a number to that stage: an empty base has no list of names."
        if _begins_empty(evidence)
        else "Add a `USER` line to that stage, below all that root has to do.",
        last.instructions[0],
    )


def _begins_empty(evidence: Evidence) -> bool:
    """Return whether the image began with nothing."""
    chain = evidence.chain()
    return evidence.dockerfile is not None and evidence.dockerfile.stages[chain[-1]].base == SCRATCH


def _is_root(instruction: Instruction) -> bool:
    return instruction.rest.strip().partition(":")[0] in ROOT


RULES: tuple[Rule, ...] = (runs_as_root,)

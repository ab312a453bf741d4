"""Explain a `RUN --mount` that the builder cannot read."""

from __future__ import annotations

import re
from difflib import get_close_matches

from tutor.checks.evidence import Evidence
from tutor.diagnosis.general import named_line
from tutor.diagnosis.rule import Rule
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean, clean_line

TYPES = ("bind", "cache", "secret", "ssh", "tmpfs")
"""The kinds of mounts, as the reference of Dockerfiles lists them."""
_NO_TYPE = re.compile(r"(?:unsupported mount type|invalid filesystem type) \"([^\"\s]{1,100})\"")
_NO_OPTION = re.compile(r"unexpected key '([^'\s]{1,100})'")


def unknown_type(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The kind of mount does not exist."""
    found = _NO_TYPE.search(_said(evidence))
    if found is None:
        return None
    meant = get_close_matches(found[1].lower(), TYPES, 1)
    return _at(
        outcome,
        evidence,
        "mount-type-unknown",
        f"asks for a mount of the kind `{clean_line(found[1], 60)}`, and there is none.",
        f"The kinds are {', '.join(f'`{kind}`' for kind in TYPES)}.",
        f"Write `type={meant[0]}`, if that is what you mean."
        if meant
        else "Write one of these behind `type=`.",
    )


def unknown_option(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A mount has an option that its kind does not know."""
    found = _NO_OPTION.search(_said(evidence))
    if found is None:
        return None
    return _at(
        outcome,
        evidence,
        "mount-option-unknown",
        f"gives a mount the option `{clean_line(found[1], 60)}`, which it does not know.",
        "Options stand behind `--mount=`, each with a comma before it and without spaces.",
        "Compare its letters with the example of the lesson.",
    )


def _said(evidence: Evidence) -> str:
    return evidence.failure.message[:4000] if evidence.failure else ""


def _at(outcome: Outcome, evidence: Evidence, name: str, what: str, why: str, try_: str) -> Diagnosis:
    line = named_line(outcome, evidence)
    see = f"Line {line} {what}" if line else f"A line {what}"
    return Diagnosis(name, see, why, try_, line, clean(_said(evidence), 600))


RULES: tuple[Rule, ...] = (unknown_type, unknown_option)

"""What a rule of the diagnosis is."""

from __future__ import annotations

from collections.abc import Callable

from tutor.checks.evidence import Evidence
from tutor.model.dockerfile import Instruction
from tutor.model.outcome import Diagnosis, Outcome

Rule = Callable[[Outcome, Evidence], Diagnosis | None]
"""Looks at the first failed outcome and the evidence; None if it has nothing true to say."""


def at_line(identifier: str, see: str, why: str, try_: str, maker: Instruction | None) -> Diagnosis:
    """Return a diagnosis at the instruction that brought what is seen; without a line if none is known."""
    return Diagnosis(identifier, see, why, try_, maker.span.line if maker else None)

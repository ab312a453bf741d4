"""What a rule of the diagnosis is."""

from __future__ import annotations

from collections.abc import Callable

from tutor.checks.evidence import Evidence
from tutor.model.outcome import Diagnosis, Outcome

Rule = Callable[[Outcome, Evidence], Diagnosis | None]
"""Looks at the first failed outcome and the evidence; None if it has nothing true to say."""

"""Explain a shell that stands in front of what the image runs."""

from __future__ import annotations

from tutor.checks.config import NO_SHELL, behind_shell
from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule, at_line
from tutor.diagnosis.running import shipped_line
from tutor.model.dockerfile import Instruction
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line


def shell_form(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The command is started through a shell."""
    line = shell_line(evidence)
    if line is None or outcome.expected != NO_SHELL:
        return None
    return at_line(
        "shell-in-front",
        f"Line {line.span.line} starts the server through a shell: `{clean_line(evidence.command, 80)}`.",
        "Then the shell is the first process, and whether a signal reaches the server depends on the shell.",
        f'Write the words of the command as a list: `{line.keyword} ["...", "..."]`.',
        line,
    )


def shell_line(evidence: Evidence) -> Instruction | None:
    """Return the line that puts a shell in front of the server."""
    found = next(behind_shell(evidence.info.config), None) if evidence.info else None
    return shipped_line(evidence, found[0]) if found else None


RULES: tuple[Rule, ...] = (shell_form,)

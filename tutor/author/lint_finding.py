"""One thing that `tutor lab lint` has to say, with its place and the fix."""

from __future__ import annotations

from dataclasses import dataclass, replace

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, order=True)
class LintFinding:
    """What is wrong in one line of one file."""

    file: str
    line: int
    """From 1."""
    message: str
    """What is there, and why that is no good."""
    fix: str
    """What to do; empty if the message says it."""
    rule: str
    """Stable, as in `no-mistakes`; `format` is what the reader of labs refuses."""
    severity: str
    """`error` or `warning`."""

    @property
    def is_error(self) -> bool:
        """Return whether the lab cannot be used as it is."""
        return self.severity == ERROR

    def strict(self) -> LintFinding:
        """Return the same as an error."""
        return replace(self, severity=ERROR)

    def sentence(self) -> str:
        """Return one line for people, in the form that editors find places in."""
        said = f"{self.message} {self.fix}".strip()
        return f"{self.file}:{self.line}: {self.severity}: {said} [{self.rule}]"

"""The check that a file was changed in a few lines only."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.outcome import Outcome


class ChangedLinesCheck(Check):
    """At most so many lines differ from the file that learners begin with; comments and empty lines do not count."""

    kind, phase, rank = "changed_lines", "text", Rank.STAGES
    options = CheckOptions(
        {
            "max": OptionSpec(
                "integer",
                required=True,
                minimum=0,
                maximum=1000,
                sentence="How many lines may be changed, inserted or deleted; a line that moves counts twice.",
            )
        }
    )

    def run(self, evidence: Evidence) -> Outcome:
        """Count the lines that differ."""
        changed, most = tuple(changed_lines(evidence.lab.start, evidence.text)), int(self.values["max"])
        found = f"{len(changed)} changed"
        if len(changed) > most:
            return self.failed(f"at most {most} changed", found, f"line {changed[0]}")
        return self.passed(found)


def changed_lines(before: str, after: str) -> Iterator[int]:
    """Yield a line of `after` for each line that was changed, inserted or deleted there."""
    old, new = _counted(before), _counted(after)
    matcher = SequenceMatcher(None, [text for _, text in old], [text for _, text in new], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        for n in range(max(i2 - i1, j2 - j1)):
            at = min(j1 + min(n, max(j2 - j1 - 1, 0)), len(new) - 1)
            yield new[at][0] if new else 1


def _counted(text: str) -> list[tuple[int, str]]:
    """Return (line, text without the blanks at its ends) of the lines that count."""
    lines = ((n, line.strip()) for n, line in enumerate(text.split("\n"), 1))
    return [(n, line) for n, line in lines if line and not line.startswith("#")]

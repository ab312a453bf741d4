"""Of all that a program printed before it ended, the line that tells why."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST = 500
"""Characters of a line that are looked at."""
_NOISE = re.compile(
    r"(?:at .*[:)]\d*\)?|[{}\[\](),;^~]*|npm (?:error|ERR!)|Node\.js v[\d.]+|> .*)?|.*A complete log of this run.*"
)
"""Stack frames, brackets, the echo of a script: what stands behind a reason, but is none."""
_REASON = re.compile(
    r"\b(?:could not|couldn't|cannot|can't|not found|missing|no such|denied|invalid|unable|unknown|refused)\b",
    re.IGNORECASE,
)
_ERROR = re.compile(r"error|fail", re.IGNORECASE)


def telling_line(lines: Sequence[str]) -> str:
    """Return the first line with a reason, else the first that speaks of an error, else the last with any words."""
    shown = [line.strip()[:_LONGEST] for line in lines]
    words = [line for line in shown if not _NOISE.fullmatch(line)]
    for wanted in (_REASON, _ERROR):
        found = next((line for line in words if wanted.search(line)), None)
        if found:
            return found
    return words[-1] if words else next((line for line in reversed(shown) if line), "")

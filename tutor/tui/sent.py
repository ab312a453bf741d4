"""How much an ignore file lets through, in a line beneath it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tutor.engine.context import effective_ignore
from tutor.engine.context_files import walk
from tutor.engine.ignore_patterns import IgnorePatterns
from tutor.errors import TutorError
from tutor.safe_text import clean_line, megabytes

_NAMED = 2
"""Folders and files at the top of the project that are named with their size."""


@dataclass(frozen=True)
class Sent:
    """What a build is sent with one ignore file."""

    text: str
    """As in `build context: 924 kB in 17 files (601 kB node_modules)`, or why that is not known."""
    trouble: bool = False
    """Whether an engine would refuse the ignore file."""


def sent(app: Path, ignore: str) -> Sent:
    """Return what an ignore file lets through of the project folder; reads it, so call it beside the screen."""
    try:
        patterns = effective_ignore(app, ignore)
        for pattern in IgnorePatterns(patterns).patterns:
            pattern.matches("a")  # an engine compiles each of them before it sends a file
        files = [f for f in walk(app, excludes=patterns) if f.is_regular]
    except TutorError as error:
        return Sent(clean_line(f"{error.message} {error.fix}", 300), trouble=True)
    sums: dict[str, int] = {}
    for file in files:
        top = file.path.partition("/")[0]
        sums[top] = sums.get(top, 0) + file.size
    largest = sorted(sums, key=lambda top: -sums[top])[:_NAMED]
    named = ", ".join(f"{megabytes(sums[top])} {clean_line(top, 40)}" for top in largest)
    count = f"{len(files)} file" + ("" if len(files) == 1 else "s")
    total = f"build context: {megabytes(sum(sums.values()))} in {count}"
    return Sent(f"{total} ({named})" if named else total)

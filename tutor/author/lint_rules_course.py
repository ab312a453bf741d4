"""Rules about labs together: none builds on itself, by whatever way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tutor.author.lint_finding import ERROR, LintFinding
from tutor.content import WrittenLab
from tutor.safe_text import clean_line


def cycles(labs: Sequence[WrittenLab]) -> Iterator[LintFinding]:
    """Yield each lab that can only be begun after itself."""
    before = {w.lab.id: w.lab.builds_on for w in labs if w.lab is not None and w.lab.builds_on}
    for written in labs:
        way = _way(written.lab.id, before) if written.lab is not None else ()
        if written.lab is not None and way and way[-1] == written.lab.id:
            said = f"`builds_on` leads back to this lab: {' -> '.join((written.lab.id, *way))}."
            yield LintFinding(
                written.file,
                written.line("builds_on"),
                clean_line(said),
                "Let one of them build on none.",
                "builds-on-cycle",
                ERROR,
            )


def _way(start: str, before: dict[str, str]) -> tuple[str, ...]:
    """Return the labs that one builds on, one after the other, until there is none or one that was there already."""
    way: list[str] = []
    here = start
    while here in before and before[here] not in way:
        here = before[here]
        way.append(here)
    return tuple(way)

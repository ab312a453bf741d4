"""The list of labs as lines: the shipped ones, then each pack under its title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tutor.model.progress import STATES
from tutor.safe_text import clean_line


def course_lines(form: Sequence[Mapping[str, Any]], titles: Mapping[str, str] | None) -> Iterator[str]:
    """Yield the lines of `tutor list`, from its JSON and the titles of packs by their ids; None if packs are mixed."""
    width = max([20, *(len(row["id"]) for row in form)])
    before, whole = None, None
    for row in form:
        if titles is not None and row["pack"] != before:
            before = row["pack"]
            yield f"\n{clean_line(titles.get(before, before), 200)}"
        if row["part_of"] and row["part_of"] != whole:
            yield _whole([other for other in form if other["part_of"] == row["part_of"]], width)
        whole = row["part_of"]
        state = STATES[row["state"]]
        yield f"{row['id']:<{width}} {state:<26} {row['minutes']:>3} min  {clean_line(row['title'])}"


def _whole(parts: Sequence[Mapping[str, Any]], width: int) -> str:
    """Return the line of a lab of several parts, which stand below it."""
    passed = sum(row["state"].startswith("passed") for row in parts)
    minutes = sum(row["minutes"] for row in parts)
    return f"{parts[0]['part_of']:<{width}} {f'{passed} of {len(parts)} parts passed':<26} {minutes:>3} min"

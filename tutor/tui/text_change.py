"""What has to be replaced in one text to make another of it: only the lines that differ."""

from __future__ import annotations

Place = tuple[int, int]
"""Row and column, both from 0."""


def change_between(before: str, after: str) -> tuple[str, Place, Place] | None:
    """Return the words to put in, and where what they replace begins and ends; None if the texts are the same."""
    old, new = before.split("\n"), after.split("\n")
    head = _alike(old, new, min(len(old), len(new)))
    if head == len(old) == len(new):
        return None
    tail = _alike(old[::-1], new[::-1], min(len(old), len(new)) - head)
    middle, end = new[head : len(new) - tail], len(old) - tail
    if tail:
        return "".join(line + "\n" for line in middle), (head, 0), (end, 0)
    last = len(old) - 1, len(old[-1])
    if head:
        return "".join("\n" + line for line in middle), (head - 1, len(old[head - 1])), last
    return "\n".join(middle), (0, 0), last


def _alike(one: list[str], other: list[str], most: int) -> int:
    """Return how many lines are the same from the start, at most so many."""
    return next((n for n in range(most) if one[n] != other[n]), most)

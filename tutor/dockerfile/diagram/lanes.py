"""Which lane beside the boxes carries what a stage gives to those below, so that no two share one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Key = tuple[str, str]
"""What gives: (`stage`, its index) or (`image`, its name)."""


class Stop(NamedTuple):
    """What one row of a drawing has to do with lanes."""

    gives: Key | None = None
    """A lane begins here, if anything below takes from it."""
    takes: Key | None = None
    """An arrow ends here."""


@dataclass(frozen=True)
class Lanes:
    """The lanes of a drawing, from 0, the one next to the boxes."""

    rows: tuple[frozenset[int], ...]
    """The lanes that run through each row, those that begin or end there included."""
    of: Mapping[Key, int]
    """What has no lane had no room for one, or nothing takes from it."""
    last: Mapping[Key, int]
    """The row where the last arrow leaves each lane."""

    def lane(self, stop: Stop) -> int | None:
        """Return the lane that a row touches."""
        key = stop.gives or stop.takes
        return None if key is None else self.of.get(key)

    @property
    def count(self) -> int:
        """Return how many lanes stand beside each other."""
        return 1 + max(self.of.values(), default=-1)


def lanes(stops: Sequence[Stop], most: int) -> Lanes:
    """Return at most `most` lanes; each gets the place nearest to the boxes that is free from where it begins to its last arrow."""
    last = {stop.takes: row for row, stop in enumerate(stops) if stop.takes is not None}
    free, of, rows = set(range(most)), dict[Key, int](), list[frozenset[int]]()
    for row, stop in enumerate(stops):
        key = stop.gives
        if key is not None and free and last.get(key, -1) > row and key not in of:
            of[key] = min(free)
            free.discard(of[key])
        rows.append(frozenset(range(most)) - free)
        if stop.takes in of and last[stop.takes] == row:
            free.add(of[stop.takes])
    return Lanes(tuple(rows), of, last)

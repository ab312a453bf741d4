"""What became of the files between two images, in sums, and what the newer one could still drop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.model.xray import DROPPABLE, Difference, Fate, Item
from tutor.report.shares import Share, shares


@dataclass(frozen=True, slots=True)
class FateSum:
    """All changes of one fate."""

    fate: Fate
    files: int
    before: int
    """Bytes in the older image."""
    after: int
    """Bytes in the newer image."""


def fate_sums(difference: Difference) -> tuple[FateSum, ...]:
    """Return the sums, in the order of `Fate`."""
    return tuple(_sum(difference, fate) for fate in Fate)


def dropped(difference: Difference) -> tuple[Share, ...]:
    """Return what the newer image no longer ships, with what brought it into the older one."""
    return shares(difference.before, _items(difference, Fate.DROPPED, after=False))


def added(difference: Difference) -> tuple[Share, ...]:
    """Return what only the newer image ships."""
    return shares(difference.after, _items(difference, Fate.ADDED, after=True))


def droppable(difference: Difference) -> tuple[Share, ...]:
    """Return what the newer image still ships and does not need to run."""
    after = difference.after
    return shares(after, (item for item in after.items if item.category in DROPPABLE))


def _items(difference: Difference, fate: Fate, *, after: bool) -> Iterator[Item]:
    for change in difference.of(fate):
        item = change.after if after else change.before
        if item is not None:
            yield item


def _sum(difference: Difference, fate: Fate) -> FateSum:
    changes = difference.of(fate)
    before = sum(c.before.size for c in changes if c.before)
    after = sum(c.after.size for c in changes if c.after)
    return FateSum(fate, len(changes), before, after)

"""The last lines that each step printed, within bounds."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence

from tutor.safe_text import clean

STEP_LINES = 1_000
"""Lines that are kept of one step."""
TOTAL_LINES = 5_000
"""Lines that are kept of all steps; the steps that were silent longest lose theirs."""
LINE_LENGTH = 500


class StepLogs:
    """Keeps lines by the step's id."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, deque[str]] = OrderedDict()
        self._counts: dict[str, int] = {}
        self._total = 0

    def add(self, step_id: str, lines: Iterable[str]) -> None:
        """Keep lines as they are, as many as there is room for."""
        kept = self._kept.setdefault(step_id, deque(maxlen=STEP_LINES))
        before = len(kept)
        added = [line[:LINE_LENGTH] for line in lines]
        kept.extend(added)
        self._kept.move_to_end(step_id)
        self._counts[step_id] = self._counts.get(step_id, 0) + len(added)
        self._total += len(kept) - before
        while self._total > TOTAL_LINES:
            self._total -= len(self._kept.popitem(last=False)[1])

    def of(self, step_id: str) -> Sequence[str]:
        """Return the lines that are kept of a step."""
        return self._kept.get(step_id, ())

    def count(self, step_id: str) -> int:
        """Return how many lines a step has printed, also those that are not kept."""
        return self._counts.get(step_id, 0)


def printable(line: str) -> str:
    """Return a line of output as it can be drawn; quick for the lines that need no change."""
    if line.isprintable():
        return line[:LINE_LENGTH]
    if "\x1b" in line:
        line = clean(line, LINE_LENGTH)
    return "".join(c for c in line[:LINE_LENGTH].expandtabs(4) if c.isprintable())[:LINE_LENGTH]

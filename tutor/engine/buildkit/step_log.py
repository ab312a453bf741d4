"""What one step prints: bytes that are split anywhere become harmless lines."""

from __future__ import annotations

import codecs
from collections import deque
from collections.abc import Iterator

from tutor.safe_text import clean, clean_line

TAIL = 40
_LONGEST = 400
"""Characters of a line that are shown."""
_PENDING = 8192
"""Characters of a line without an end that are kept."""


class StepLog:
    """The output of one step, both streams."""

    def __init__(self) -> None:
        self.tail: deque[str] = deque(maxlen=TAIL)
        """The last lines."""
        self._streams: dict[int, _Stream] = {}

    def add(self, stream: int, data: bytes) -> Iterator[str]:
        """Yield the lines that `data` completes."""
        number = 2 if stream == 2 else 1
        lines = self._streams.setdefault(number, _Stream()).add(data)
        yield from map(self._shown, lines)

    def rest(self) -> Iterator[str]:
        """Yield the last lines that have no end; the step is over."""
        streams, self._streams = self._streams, {}
        for stream in streams.values():
            left = stream.rest()
            if left:
                yield self._shown(left)

    def _shown(self, line: str) -> str:
        line = clean(line, 20_000)
        shown = clean_line(line, _LONGEST) if len(line) > _LONGEST else line
        self.tail.append(shown)
        return shown


class _Stream:
    """One of the two streams of a step."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pending = ""

    def add(self, data: bytes) -> list[str]:
        lines = (self._pending + self._decoder.decode(data)).split("\n")
        self._pending = _cut(lines.pop())
        return lines

    def rest(self) -> str:
        left = self._pending + self._decoder.decode(b"", True)
        self._pending = ""
        return left


def _cut(line: str) -> str:
    """Return what has to be kept of a line without an end: what a progress bar painted over is gone."""
    shown = line.rfind("\r", 0, -1)
    return line[max(shown, 0) :][-_PENDING:]

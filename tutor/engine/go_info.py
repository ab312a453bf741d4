"""Find Go's build info in an executable that streams past."""

from __future__ import annotations

from tutor.model.telling import GO_MAGIC, MOST_GO_INFO

ELF = b"\x7fELF"
_ALIGNED = 16
"""The linker puts the info at such places; the magic alone also stands in the code of programs that look for it."""


class GoInfoFinder:
    """Takes an executable piece by piece; what is found is in `found`."""

    def __init__(self) -> None:
        self.found = b""
        self._tail, self._at, self._complete = b"", 0, False

    def feed(self, piece: memoryview) -> None:
        """Take the next piece."""
        if self._complete:
            return
        if self.found:
            self._collect(bytes(piece[: MOST_GO_INFO - len(self.found)]))
            return
        data = self._tail + bytes(piece)
        begin = data.find(GO_MAGIC)
        while begin >= 0 and (self._at + begin) % _ALIGNED:
            begin = data.find(GO_MAGIC, begin + 1)
        if begin >= 0:
            self._collect(data[begin : begin + MOST_GO_INFO])
        self._tail = data[1 - len(GO_MAGIC) :]
        self._at += len(data) - len(self._tail)

    def _collect(self, data: bytes) -> None:
        self.found += data
        self._complete = len(self.found) >= MOST_GO_INFO

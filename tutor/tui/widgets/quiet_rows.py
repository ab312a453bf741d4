"""Rows of the editor that the cursor is not in, kept from one key to the next: only what has changed is painted anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from textual.strip import Strip

_MOST = 2_000
"""Rows that are kept; a long file that is scrolled through begins again."""


class QuietRows:
    """Painted rows, each by all that it depends on."""

    def __init__(self) -> None:
        self._rows: dict[Hashable, Strip] = {}

    def get(self, key: Hashable, paint: Callable[[], Strip]) -> Strip:
        """Return the row that belongs to a key; `paint` makes one that is not there yet."""
        row = self._rows.get(key)
        if row is None:
            if len(self._rows) >= _MOST:
                self._rows.clear()
            row = self._rows[key] = paint()
        return row

    def clear(self) -> None:
        """Forget all rows: the colours have changed."""
        self._rows.clear()

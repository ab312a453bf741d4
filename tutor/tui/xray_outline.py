"""The tree that is walked: which branches are open, which row is selected, what is searched for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tutor.tui.xray_groups import GROUPINGS, Branch, top
from tutor.tui.xray_leaves import Leaf


class Row(NamedTuple):
    """One row on the screen."""

    depth: int
    node: Branch | Leaf
    is_open: bool = False

    @property
    def place(self) -> tuple[str, int]:
        """Return what is the same for this row when the files are read again."""
        node = self.node
        return (node.key, -1) if isinstance(node, Branch) else (node.path, node.origin.layer)


class Outline:
    """The rows of one view; keeps the place when the files, the grouping or the search change."""

    def __init__(self, leaves: Sequence[Leaf] = (), groupings: Sequence[str] = GROUPINGS) -> None:
        self.groupings = tuple(groupings)
        self.grouping = self.groupings[0]
        self.rows: list[Row] = []
        self.cursor = 0
        self.wanted = ""
        """What is searched for; empty if all is shown."""
        self.leaves: Sequence[Leaf] = leaves
        """Those that match the search."""
        self._all = leaves
        self._texts: list[str] | None = None
        self._open: set[str] = set()
        self._before_search = self.grouping
        self._roots: Sequence[Branch | Leaf] = ()
        self._tops: dict[str, Sequence[Branch | Leaf]] = {}
        """The first level of each grouping of all files, once it was looked at."""
        self._regroup()

    @property
    def current(self) -> Row | None:
        """Return the selected row."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def file(self) -> Leaf | None:
        """Return the selected row if it is a file."""
        node = self.current.node if self.current else None
        return node if isinstance(node, Leaf) else None

    @property
    def total(self) -> int:
        """Return the bytes of all rows."""
        return sum(leaf.size for leaf in self.leaves)

    @property
    def largest(self) -> int:
        """Return the bytes of the largest row, at least 1."""
        return max((abs(node.size) for node in self._roots[:1]), default=0) or 1

    # ---- what is in it

    def replace(self, leaves: Sequence[Leaf]) -> None:
        """Show other files; open branches, search and selected row stay where they still are."""
        self._all, self._texts, self._tops = leaves, None, {}
        self._filter()

    def turn(self) -> None:
        """Go to the next grouping, around."""
        at = self.groupings.index(self.grouping)
        self.grouping = self.groupings[(at + 1) % len(self.groupings)]
        self.rows, self.cursor = [], 0
        self._regroup()

    def search(self, text: str) -> None:
        """Show only files whose path or package holds the text; as a plain list at first."""
        text = text.lower()
        if text == self.wanted:
            return
        if not self.wanted:
            self._before_search, self.grouping = self.grouping, self.groupings[-1]
        self.wanted = text
        if not text:
            self.grouping = self._before_search
        if text:
            self.rows, self.cursor = [], 0  # go to the largest file found
        self._filter()

    def _filter(self) -> None:
        wanted = self.wanted
        if wanted:
            self._texts = self._texts or [f"/{leaf.path} {leaf.package}".lower() for leaf in self._all]
            pairs = zip(self._all, self._texts, strict=True)
            self.leaves = [leaf for leaf, text in pairs if wanted in text]
        else:
            self.leaves = self._all
        self._regroup()

    def _regroup(self) -> None:
        if self.wanted:
            self._roots = top(self.leaves, self.grouping)
        else:
            if self.grouping not in self._tops:
                self._tops[self.grouping] = top(self.leaves, self.grouping)
            self._roots = self._tops[self.grouping]
        self._lay_out()

    def _lay_out(self) -> None:
        """Make the rows anew, and stay with the selected one."""
        before, self.rows = self.current, []
        self._add_rows(self._roots, 0)
        if before is not None:
            self.select(self._found(before.place))

    def _add_rows(self, nodes: Sequence[Branch | Leaf], depth: int) -> None:
        for node in nodes:
            is_open = isinstance(node, Branch) and node.key in self._open
            self.rows.append(Row(depth, node, is_open))
            if isinstance(node, Branch) and is_open:
                self._add_rows(node.children, depth + 1)

    def _found(self, place: tuple[str, int]) -> int:
        """Return where a row is now; the same number as before if it is gone."""
        if self.cursor < len(self.rows) and self.rows[self.cursor].place == place:
            return self.cursor
        return next((i for i, row in enumerate(self.rows) if row.place == place), self.cursor)

    # ---- walking

    def select(self, row: int) -> None:
        """Go to a row, or to the nearest there is."""
        self.cursor = max(min(row, len(self.rows) - 1), 0)

    def open(self) -> bool:
        """Open the selected branch; return False if there is nothing to open."""
        row = self.current
        if row is None or not isinstance(row.node, Branch) or row.is_open:
            return False
        self._open.add(row.node.key)
        self._lay_out()
        return True

    def enter(self) -> None:
        """Go to the first row inside the selected branch, if it is open."""
        if self.current is not None and self.current.is_open:
            self.cursor += 1

    def close(self) -> bool:
        """Close the selected branch, else go up to the one that holds the row; return False at the top."""
        row = self.current
        if row is None:
            return False
        if row.is_open:
            self._open.discard(row.place[0])
            self._lay_out()
            return True
        above = self._above()
        if above is None:
            return False
        self.cursor = above
        return True

    def leave(self) -> bool:
        """Close the branch that holds the selected row, or that is selected; return False at the top."""
        if self.current is not None and not self.current.is_open and not self.close():
            return False
        return self.close()

    def next_file(self, by: int) -> None:
        """Go to the next file down or up, opening branches on the way; around at the ends."""
        if self.rows and by > 0:
            self._next_file()
        elif self.rows:
            self._file_before()

    def _next_file(self) -> None:
        while True:
            if not self.open():
                self.cursor = (self.cursor + 1) % len(self.rows)
            if isinstance(self.rows[self.cursor].node, Leaf):
                return

    def _file_before(self) -> None:
        self.cursor = (self.cursor - 1) % len(self.rows)
        while not isinstance(self.rows[self.cursor].node, Leaf):
            if self.open():
                self.cursor = self._end_of(self.cursor)
            else:
                self.cursor = (self.cursor - 1) % len(self.rows)

    def _end_of(self, row: int) -> int:
        """Return the last row inside an open branch."""
        depth, end = self.rows[row].depth, row
        while end + 1 < len(self.rows) and self.rows[end + 1].depth > depth:
            end += 1
        return end

    def _above(self) -> int | None:
        depth = self.rows[self.cursor].depth
        return next((i for i in range(self.cursor, -1, -1) if self.rows[i].depth < depth), None)

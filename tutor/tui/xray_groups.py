"""Files gathered by package, folder or category, one level at a time, so that opening one costs no more than it shows."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from tutor.model.xray import Origin
from tutor.report.places import place
from tutor.tui.xray_leaves import LABELS, Leaf

GROUPINGS = ("package", "folder", "category", "file")
WASTE_GROUPINGS = ("reason", "folder", "file")


@dataclass(eq=False)
class Branch:
    """Some files under one name."""

    key: str
    """Unique among all branches of a grouping."""
    label: str
    """Untrusted."""
    leaves: Sequence[Leaf]
    split: Callable[[Branch], Sequence[Branch | Leaf]]
    at: int = 0
    """How many characters of each path its folder takes; 0 if it is none."""

    @cached_property
    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(leaf.size for leaf in self.leaves)

    @cached_property
    def children(self) -> Sequence[Branch | Leaf]:
        """Return what is shown when it is opened, the largest first."""
        return self.split(self)

    @cached_property
    def tag(self) -> str:
        """Return the tag with most bytes; a `+` behind it says that there are others."""
        weights: Counter[str] = Counter()
        for leaf in self.leaves:
            weights[leaf.tag] += abs(leaf.size)
        return max(weights, key=weights.__getitem__) + ("+" if len(weights) > 1 else "")

    @cached_property
    def origin(self) -> tuple[Origin, int]:
        """Return the origin that brought most bytes, and how many others there are."""
        weights: Counter[int] = Counter()
        origins: dict[int, Origin] = {}
        for leaf in self.leaves:
            weights[leaf.origin.layer] += abs(leaf.size)
            origins[leaf.origin.layer] = leaf.origin
        return origins[max(weights, key=weights.__getitem__)], len(weights) - 1


def top(leaves: Sequence[Leaf], grouping: str) -> Sequence[Branch | Leaf]:
    """Return the first level of a grouping, the largest first."""
    if grouping == "folder":
        return _folders(leaves, 0, "")
    if grouping in ("category", "reason"):
        below = _packages_below if grouping == "category" else _files_below
        return _grouped(leaves, lambda leaf: leaf.tag, "", below, lambda tag: LABELS.get(tag, tag))
    return _packages(leaves, "") if grouping == "package" else leaves


def _packages(leaves: Sequence[Leaf], above: str) -> Sequence[Branch | Leaf]:
    """Gather by package, and what belongs to none by the first two folders of its path."""
    return _grouped(leaves, lambda leaf: place(leaf.package, leaf.path), above, _files_below, str)


def _packages_below(branch: Branch) -> Sequence[Branch | Leaf]:
    return _packages(branch.leaves, branch.key)


def _files_below(branch: Branch) -> Sequence[Branch | Leaf]:
    """Return the folders of a package; the way down to the first fork is left out, the package's name says it."""
    found = _folders(branch.leaves, 0, branch.key)
    while len(found) == 1 and isinstance(found[0], Branch):
        found = found[0].children
    return found


def _grouped(
    leaves: Sequence[Leaf],
    by: Callable[[Leaf], str],
    above: str,
    split: Callable[[Branch], Sequence[Branch | Leaf]],
    label: Callable[[str], str],
) -> Sequence[Branch | Leaf]:
    groups: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        groups.setdefault(by(leaf), []).append(leaf)
    return _ordered(Branch(f"{above}\0{name}", label(name), found, split) for name, found in groups.items())


def _folders(leaves: Sequence[Leaf], at: int, above: str) -> Sequence[Branch | Leaf]:
    """Return the folders and files below the first `at` characters of the path that all share."""
    groups: dict[str, list[Leaf]] = {}
    rows: list[Branch | Leaf] = []
    for leaf in leaves:
        end = leaf.path.find("/", at)
        if end < 0:
            rows.append(leaf)
        else:
            groups.setdefault(leaf.path[at : end + 1], []).append(leaf)
    for found in groups.values():
        shared = _shared(found)
        rows.append(Branch(f"{above}\0{shared}", shared[at:], found, _folders_below, len(shared)))
    return _ordered(rows)


def _folders_below(branch: Branch) -> Sequence[Branch | Leaf]:
    return _folders(branch.leaves, branch.at, branch.key)


def _shared(leaves: Sequence[Leaf]) -> str:
    """Return the longest folder that holds all files, so that a folder with one folder in it takes one row."""
    paths = [leaf.path for leaf in leaves]
    shared = os.path.commonprefix([min(paths), max(paths)])  # noqa: RUF071 - the last, perhaps cut, name goes below
    return shared[: shared.rfind("/") + 1]


def _ordered(rows: Iterable[Branch | Leaf]) -> Sequence[Branch | Leaf]:
    return sorted(rows, key=lambda row: (-abs(row.size), row.label if isinstance(row, Branch) else row.path))

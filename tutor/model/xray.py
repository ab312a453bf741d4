"""What an image ships, file by file: what each file is, which line brought it, and what two images differ in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Category(StrEnum):
    """What a file is there for; the value is what people read, the order is that of all listings."""

    BASE = "base image"
    RUNTIME = "runtime dependencies"
    DEV = "dev dependencies"
    TOOL = "build tools"
    CACHE = "caches"
    SOURCE = "sources"
    OUTPUT = "build output"
    OTHER = "other"


DROPPABLE = (Category.DEV, Category.TOOL, Category.CACHE, Category.SOURCE)
"""What a built application does not need to run."""


class State(StrEnum):
    """Whether a container sees a shipped file."""

    VISIBLE = "visible"
    DELETED = "deleted later"
    OVERWRITTEN = "overwritten later"


@dataclass(frozen=True, slots=True)
class Origin:
    """What made a layer."""

    layer: int
    """Number of the layer, from 0 at the bottom."""
    words: str
    """The learner's instruction, or what the engine says of one; empty if nobody knows. Harmless text."""
    line: int | None = None
    """The line in the learner's Dockerfile, for images built from it."""
    base: bool = False
    """Whether the layer belongs to the base image."""

    @property
    def text(self) -> str:
        """Return `line 12: COPY --from=build /app .`, or the nearest to it that is known."""
        if self.line is not None:
            return f"line {self.line}: {self.words}"
        return (
            f"base image: {self.words}" if self.base and self.words else self.words or f"layer {self.layer}"
        )


@dataclass(frozen=True, slots=True)
class Item:
    """One regular file or symlink in one layer. It ships, whether or not a later layer hides it."""

    path: str
    """Relative to the root, as in the layer; untrusted."""
    size: int
    """Bytes of content, or of the symlink's target; 0 for a hard link, whose content is another item's."""
    layer: int
    category: Category
    state: State
    why: str
    """The evidence for the category, in a few words: `apk package busybox`, `dev dependency of package.json`."""
    package: str = ""
    """As in `npm:typescript@5.3.3`; empty if it belongs to none. Untrusted."""
    kind: str = "file"
    """`file`, `symlink` or `hardlink`."""
    mode: int = 0
    digest: str = ""
    """Of the content; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class Waste:
    """Bytes that ship for nothing. One byte is in one of the first two at most; duplicates are a matter of their own."""

    deleted: int
    """Content that a later layer deletes, whole folders included."""
    overwritten: int
    """Content that a later layer replaces; also by the same content with another mode or owner."""
    duplicated: int
    """Further visible copies of content that is visible under another path, without hard links."""
    rows: tuple[WasteRow, ...] = ()
    """The largest first."""


@dataclass(frozen=True, slots=True)
class WasteRow:
    """One path, or one folder deleted as a whole, that ships for nothing."""

    path: str
    size: int
    reason: str
    """`deleted`, `overwritten` or `duplicate`."""
    origin: Origin
    """What brought it."""
    by: Origin | None = None
    """What hides it; None for a duplicate."""
    first: str = ""
    """For a duplicate, the path of the copy that counts."""
    files: int = 1
    category: Category = Category.OTHER
    """That of its largest file."""
    package: str = ""
    """As in `Item`; empty for a folder."""
    is_folder: bool = False
    """Whether it is a folder that was deleted as a whole."""


@dataclass(frozen=True)
class XRay:
    """An image seen through: each shipped byte in one item. The sizes of all items add up to the image size."""

    name: str
    """What the user calls the image; untrusted."""
    image_id: str
    origins: tuple[Origin, ...]
    """One a layer, from the bottom."""
    items: tuple[Item, ...]
    waste: Waste
    engine_size: int | None = None
    """What the engine says; None where there is none, or it says nothing."""

    @cached_property
    def size(self) -> int:
        """Return the image size: regular files and symlink targets of all layers, in bytes."""
        return sum(item.size for item in self.items)

    @cached_property
    def added_size(self) -> int:
        """Return the image size without the layers of the base image."""
        return sum(item.size for item in self.items if not self.origins[item.layer].base)

    @cached_property
    def by_category(self) -> dict[Category, int]:
        """Return the bytes of each category, all of them, in the order of `Category`."""
        return _sums(self.items)

    @cached_property
    def layer_sizes(self) -> tuple[int, ...]:
        """Return the bytes of each layer, from the bottom."""
        sizes = [0] * len(self.origins)
        for item in self.items:
            sizes[item.layer] += item.size
        return tuple(sizes)

    def origin(self, item: Item) -> Origin:
        """Return what brought an item."""
        return self.origins[item.layer]


class Fate(StrEnum):
    """What became of a file between two images."""

    DROPPED = "dropped"
    ADDED = "added"
    CHANGED = "changed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Change:
    """One shipped file in two images; at least one side is there."""

    fate: Fate
    before: Item | None
    after: Item | None

    @property
    def item(self) -> Item:
        """Return the newer side, else the older."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change has at least one side")
        return found

    @property
    def delta(self) -> int:
        """Return how many bytes the image grew by it."""
        return (self.after.size if self.after else 0) - (self.before.size if self.before else 0)


@dataclass(frozen=True)
class Difference:
    """Two images side by side. The deltas of all changes add up to the difference of the two image sizes."""

    before: XRay
    after: XRay
    changes: tuple[Change, ...]
    """Those that move most bytes first; kept ones, by size, last."""

    def of(self, fate: Fate) -> tuple[Change, ...]:
        """Return the changes of one fate."""
        return tuple(c for c in self.changes if c.fate is fate)

    def origin(self, change: Change) -> Origin:
        """Return what brought the file: in the newer image, or in the older one if it was dropped."""
        return self.after.origin(change.after) if change.after else self.before.origin(change.item)


def _sums(items: Iterable[Item]) -> dict[Category, int]:
    sums = dict.fromkeys(Category, 0)
    for item in items:
        sums[item.category] += item.size
    return sums

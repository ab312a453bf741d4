"""The files that a view of the X-ray lists, as one kind of row whatever they are: shipped, dropped, wasted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tutor.model.xray import Category, Change, Difference, Fate, Item, Origin, WasteRow
from tutor.tui.xray_view import Which, XRayView

TAGS = {
    Category.BASE: "base",
    Category.RUNTIME: "runtime",
    Category.DEV: "dev",
    Category.TOOL: "tool",
    Category.CACHE: "cache",
    Category.SOURCE: "source",
    Category.OUTPUT: "output",
    Category.OTHER: "other",
}
"""One word for each category."""
_WASTE_TAGS = {"deleted": "deleted", "overwritten": "replaced", "duplicate": "copy"}
LABELS = {
    **{tag: category.value for category, tag in TAGS.items()},
    "deleted": "deleted later",
    "replaced": "replaced later",
    "copy": "second copies",
}
"""What each tag stands for."""
_FATES = {"dropped": Fate.DROPPED, "added": Fate.ADDED, "changed": Fate.CHANGED}


class Leaf(NamedTuple):
    """One file in a list."""

    path: str
    """Untrusted."""
    size: int
    """Bytes; in the view of what changed, how many it grew by."""
    tag: str
    """One of `LABELS`: the category, or why it is waste."""
    package: str
    """Untrusted; empty if there is none."""
    origin: Origin
    source: Item | Change | WasteRow

    @property
    def item(self) -> Item | None:
        """Return the shipped file, the newer one of a change; None for waste, which may be a folder."""
        if isinstance(self.source, Change):
            return self.source.item
        return self.source if isinstance(self.source, Item) else None


ONE_IMAGE = ("left", "waste")
"""The views that look at one image, which may be either."""
Lists = dict[tuple[str, Which], tuple[Leaf, ...]]
"""(view, image) -> the files that it lists; for views of both images, the image is `yours`."""


def all_leaves(view: XRayView) -> Lists:
    """Return the files of every view; takes a while for large images, so it is done beside the screen."""
    lists: Lists = {}
    for tab, _ in view.tabs:
        lists[tab, "yours"] = leaves_of(view, tab, "yours")
        if tab in ONE_IMAGE:
            lists[tab, "traditional"] = leaves_of(view, tab, "traditional")
    for image in (view.before, view.after):
        if image is not None:
            _ = (image.size, image.by_category)  # both are kept once they are known
    return lists


def leaves_of(view: XRayView, tab: str, which: Which) -> tuple[Leaf, ...]:
    """Return the files of a view, the largest first; `which` image matters where only one is looked at."""
    if tab in _FATES:
        return _sorted(_changes(view.difference, _FATES[tab])) if view.difference else ()
    image = view.image(which)
    if image is None:
        return ()
    if tab == "waste":
        return _sorted(
            Leaf(w.path + "/" * w.is_folder, w.size, _WASTE_TAGS.get(w.reason, "other"), "", w.origin, w)
            for w in image.waste.rows
        )
    return _sorted(
        Leaf(i.path, i.size, TAGS[i.category], i.package, image.origins[i.layer], i) for i in image.items
    )


def _changes(difference: Difference, fate: Fate) -> Iterable[Leaf]:
    for change in difference.of(fate):
        item = change.item
        size = change.delta if fate is Fate.CHANGED else item.size
        yield Leaf(item.path, size, TAGS[item.category], item.package, difference.origin(change), change)


def _sorted(leaves: Iterable[Leaf]) -> tuple[Leaf, ...]:
    return tuple(sorted(leaves, key=lambda leaf: (-abs(leaf.size), leaf.path)))

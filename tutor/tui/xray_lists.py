"""The lists of the X-ray: one for each view and image, kept with its place while the others are looked at."""

from __future__ import annotations

from tutor.model.xray import XRay
from tutor.safe_text import megabytes, signed_megabytes
from tutor.tui.xray_groups import GROUPINGS, WASTE_GROUPINGS
from tutor.tui.xray_leaves import ONE_IMAGE, Leaf, Lists, all_leaves
from tutor.tui.xray_outline import Outline
from tutor.tui.xray_view import PICTURES, Which, XRayView

_NOTHING = {
    "dropped": "Nothing was dropped: all that the traditional image ships is in yours, too.",
    "left": "This image ships no files.",
    "added": "Nothing was added: all files of yours are in the traditional image, too.",
    "changed": "No file has another content than in the traditional image.",
    "waste": "Nothing is wasted: no file is deleted or replaced by a later layer, and none is there twice.",
}


class XRayLists:
    """Which view is open, and its list."""

    def __init__(self, view: XRayView, leaves: Lists | None = None) -> None:
        self.view = view
        self._leaves = all_leaves(view) if leaves is None else leaves
        self.wanted = ""
        """What is searched for, in every view."""
        self.tab = view.tabs[0][0]
        self._which: Which = view.newest
        self._lists: dict[tuple[str, Which], Outline] = {}
        self._stale: set[tuple[str, Which]] = set()
        self._chosen = False
        """Whether the learner has chosen a view; until then the first one is shown."""

    def replace(self, view: XRayView, leaves: Lists) -> None:
        """Take in what is known by now, and the files of each view; every list keeps its place."""
        self.view, self._leaves = view, leaves
        self._stale = set(self._lists)
        if view.image(self._which) is None or not self._chosen:
            self._which = view.newest
        if self.tab not in dict(view.tabs) or not self._chosen:
            self.tab = view.tabs[0][0]

    def choose(self, tab: str) -> None:
        """Open a view."""
        self.tab, self._chosen = tab, True

    def search(self, text: str) -> None:
        """Search for a text, in every view."""
        self.wanted = text

    # ---- the two images

    @property
    def image(self) -> XRay | None:
        """Return an image that is known file by file; None if neither is."""
        return self.view.image(self._which) or self.view.after or self.view.before

    @property
    def has_other_image(self) -> bool:
        """Return whether the open view is about one image, and the other is known as well."""
        return self.tab in ONE_IMAGE and self.view.before is not None and self.view.after is not None

    def turn_image(self) -> None:
        """Look at the other image."""
        if self.has_other_image:
            self._which, self._chosen = "traditional" if self._which == "yours" else "yours", True

    def which_of(self, leaf: Leaf) -> Which:
        """Return the image that a file of the open view is read from: the traditional one if it was dropped."""
        if self.tab in ONE_IMAGE:
            return self._which
        return "traditional" if self.tab == "dropped" else "yours"

    # ---- the list

    @property
    def outline(self) -> Outline:
        """Return the list of the open view, as it was left, with what is searched for now."""
        which: Which = self._which if self.tab in ONE_IMAGE else "yours"
        key = (self.tab, which)
        if key not in self._lists or key in self._stale:
            leaves = self._leaves.get(key, ())
            if key in self._lists:
                self._lists[key].replace(leaves)
            else:
                groupings = WASTE_GROUPINGS if self.tab == "waste" else GROUPINGS
                self._lists[key] = Outline(leaves, groupings)
            self._stale.discard(key)
        outline = self._lists[key]
        outline.search(self.wanted)
        return outline

    @property
    def nothing(self) -> str:
        """Return what to say where the list is empty."""
        if self.wanted:
            return "No path and no package holds this text. Press escape to see all again."
        return _NOTHING.get(self.tab, "")

    @property
    def waste_words(self) -> str:
        """Return what the waste of the image adds up to, while that view is open."""
        image = self.image
        if self.tab != "waste" or image is None:
            return ""
        waste = image.waste
        parts = (
            (waste.deleted, "deleted by a later layer"),
            (waste.overwritten, "replaced by one"),
            (waste.duplicated, "in second copies"),
        )
        told = ", ".join(f"{megabytes(size)} {words}" for size, words in parts if size)
        return f"Ships for nothing: {told}." if told else ""

    @property
    def summaries(self) -> tuple[str, ...]:
        """Return the list in a few words, from the full to the shortest form."""
        if self.tab in PICTURES or self.image is None:
            return ()
        outline = self.outline
        size = (signed_megabytes if self.tab == "changed" else megabytes)(outline.total)
        count = len(outline.leaves)
        files = f"{size} in {count:,} file{'s' if count != 1 else ''}"
        if not self.has_other_image:
            return (files, size)
        return (f"{self._which}: {files}", f"{self._which}: {size}", size)

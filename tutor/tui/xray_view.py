"""What the X-ray screen shows: both images, as far as they are known, and the views that follow from that."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from tutor.model.outcome import Sizes
from tutor.model.xray import Difference, Origin, XRay

Which = Literal["traditional", "yours"]
"""The two images, by the names that events use."""

_DIFFERENCE = (("dropped", "Dropped"), ("left", "Left"), ("added", "Added"), ("changed", "Changed"))
_WASTE, _LAYERS, _ATTEMPTS = ("waste", "Waste"), ("layers", "Layers"), ("attempts", "Attempts")

PICTURES = ("layers", "attempts")
"""Views that are no list of files."""


@dataclass(frozen=True)
class XRayView:
    """One state of the screen; a later one may take its place while the screen is open."""

    before: XRay | None = None
    """The traditional image."""
    after: XRay | None = None
    """The learner's image."""
    difference: Difference | None = None
    note: str = ""
    """What goes on, or what went wrong and what to do about it, in a sentence. Shown without markup."""
    reading: bool = False
    """Whether more is about to come."""
    sizes: Sizes = field(default_factory=Sizes)
    """What was measured before the files were known."""
    layers: tuple[tuple[Origin, int], ...] = ()
    """The layers of the learner's image with their sizes, from the bottom, known before its files."""

    def image(self, which: Which) -> XRay | None:
        """Return one of the two images."""
        return self.before if which == "traditional" else self.after

    def size(self, which: Which) -> int | None:
        """Return the size of an image, also before its files are known."""
        image = self.image(which)
        if image is not None:
            return image.size
        return self.sizes.traditional if which == "traditional" else self.sizes.yours

    @property
    def without_files(self) -> XRayView:
        """Return what to show until the lists of files are made."""
        waits = self.before is not None or self.after is not None
        note = "Gathering the files." if waits else self.note
        return replace(
            self, before=None, after=None, difference=None, note=note, reading=waits or self.reading
        )

    @property
    def newest(self) -> Which:
        """Return the image to look at first: the learner's, unless only the other one is known."""
        return "traditional" if self.after is None and self.before is not None else "yours"

    @property
    def tabs(self) -> tuple[tuple[str, str], ...]:
        """Return (name, label) of the views that there is something to show in."""
        if self.difference is not None:
            return (*_DIFFERENCE, _WASTE, _LAYERS, _ATTEMPTS)
        if self.before is None and self.after is None:
            return (("left", "Files"), _ATTEMPTS)
        return (("left", "Files"), _WASTE, _LAYERS, _ATTEMPTS)

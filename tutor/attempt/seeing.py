"""See through the images of an attempt: which line brought each file, and what it is there for."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.attempt.events import ImageSeen, ImageUnseen
from tutor.checks import source_digests
from tutor.dockerfile import shipped_instructions
from tutor.engine.port import Cancel
from tutor.model.course import Lab
from tutor.model.dockerfile import Dockerfile
from tutor.model.image import Image, Layer
from tutor.model.quick_facts import QuickFacts
from tutor.model.xray import Origin, XRay
from tutor.safe_text import clean_line
from tutor.xray import LabRules, examine, origins_of


class SeenImages:
    """The images of an attempt whose files are known, each with the Dockerfile that it was built from."""

    def __init__(self, lab: Lab, cancel: Cancel) -> None:
        self._lab, self._cancel = lab, cancel
        self._read: dict[str, tuple[Image, Dockerfile]] = {}

    def add(self, which: str, image: Image, dockerfile: Dockerfile) -> None:
        """Take in an image that was read: `yours` or `traditional`."""
        self._read[which] = image, dockerfile

    def xray(self, which: str) -> XRay | None:
        """Return the X-ray of one; None if it was not read, or if something is wrong with what it tells of itself."""
        seen = self._seen(which) if which in self._read else None
        return seen.xray if isinstance(seen, ImageSeen) else None

    def tell(self) -> Iterator[ImageSeen | ImageUnseen]:
        """Tell what each file of each of them is."""
        for which in self._read:
            if not self._cancel.thrown:
                yield self._seen(which)

    def _seen(self, which: str) -> ImageSeen | ImageUnseen:
        image, dockerfile = self._read[which]
        try:
            return ImageSeen(which, see(image, which, self._lab, dockerfile))
        except (
            Exception
        ) as e:  # whatever is wrong with what an image tells of itself, the attempt has its verdict
            return ImageUnseen(which, clean_line(f"{type(e).__name__}: {e}", 200))


def see(image: Image, name: str, lab: Lab, dockerfile: Dockerfile) -> XRay:
    """Return the X-ray of an image that was built from a Dockerfile for a lab; layers that no line made are the base image's."""
    origins = origins_of(image, 0, shipped_instructions(dockerfile))
    return examine(image, name, origins, LabRules(source_digests=source_digests(lab)))


def known_layers(facts: QuickFacts, dockerfile: Dockerfile) -> tuple[tuple[Origin, int], ...]:
    """Return (what made it, size) of each layer, from the bottom; nothing if not all sizes are known."""
    sizes = [layer.at_least if layer.size is None else layer.size for layer in facts.layers]
    layers = tuple(Layer(layer.diff_id, (), layer.created_by, layer.from_end) for layer in facts.layers)
    origins = origins_of(Image(facts.image_id, layers, {}), 0, shipped_instructions(dockerfile))
    known = tuple((origin, size) for origin, size in zip(origins, sizes, strict=True) if size is not None)
    return known if len(known) == len(sizes) else ()

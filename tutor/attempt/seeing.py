"""See through the images of an attempt: which line brought each file, and what it is there for."""

from __future__ import annotations

from tutor.checks import source_digests
from tutor.dockerfile import shipped_instructions
from tutor.model.course import Lab
from tutor.model.dockerfile import Dockerfile
from tutor.model.image import Image, Layer
from tutor.model.quick_facts import QuickFacts
from tutor.model.xray import Origin, XRay
from tutor.xray import LabRules, examine, origins_of


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

"""The layers of an image with what each holds."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.model.xray import Origin, XRay


@dataclass(frozen=True, slots=True)
class LayerShare:
    """What one layer ships."""

    origin: Origin
    size: int
    files: int


def layers(xray: XRay) -> tuple[LayerShare, ...]:
    """Return the layers of an image, from the bottom."""
    sizes, files = [0] * len(xray.origins), [0] * len(xray.origins)
    for item in xray.items:
        sizes[item.layer] += item.size
        files[item.layer] += 1
    return tuple(LayerShare(*row) for row in zip(xray.origins, sizes, files, strict=True))

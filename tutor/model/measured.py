"""The layers of an image that was built from a Dockerfile, as sizes by instruction."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.model.xray import Origin, XRay

Layers = tuple[tuple[Origin, int], ...]
"""What made each layer of an image, and the bytes that it added; from the bottom."""


@dataclass(frozen=True)
class Measured:
    """What a build has shown about the sizes of its stages; only what ships has any."""

    text: str
    """The Dockerfile that was built."""
    base: int
    """Bytes of the base image of what ships."""
    size: int
    """Bytes of the whole image."""
    steps: tuple[tuple[str, int], ...]
    """(the instruction as one line, bytes that it added), from the bottom."""


def measured(text: str, layers: Layers) -> Measured:
    """Return the sizes of the layers of an image that was built from a text."""
    return Measured(
        text,
        sum(size for origin, size in layers if origin.base),
        sum(size for _, size in layers),
        tuple((origin.words, size) for origin, size in layers if not origin.base),
    )


def layers_of(xray: XRay) -> Layers:
    """Return the layers of an image that was seen through."""
    return tuple(zip(xray.origins, xray.layer_sizes, strict=True))

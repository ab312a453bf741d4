"""Both images layer by layer, as bars on one scale: what each line of a Dockerfile has added."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from tutor.model.measured import Layers, layers_of
from tutor.model.xray import Origin, XRay
from tutor.safe_text import clean_line, megabytes
from tutor.tui.build_cells import fit, pad
from tutor.tui.size_bar import size_bar
from tutor.tui.xray_view import XRayView

_NUMBER = 8
_NARROW_BAR, _WIDE_BAR = 14, 40


def layer_rows(view: XRayView, width: int) -> list[Content]:
    """Return a row for each layer of each image that is known, from the bottom, with those of its base image as one."""
    known = [(name, image) for name, image in (("Traditional", view.before), ("Yours", view.after)) if image]
    parts = [(name, image, _shortened(image)) for name, image in known]
    largest = max((size for _, _, layers in parts for _, size in layers), default=0)
    rows: list[Content] = []
    for name, image, layers in parts:
        rows += [Content("")] * bool(rows)
        rows += _image(name, image, layers, largest, width)
    return rows


def _shortened(image: XRay) -> Layers:
    """Return the layers of an image; those of its base image are one, because no line of the Dockerfile made them."""
    layers = layers_of(image)
    below = [(origin, size) for origin, size in layers if origin.base]
    count = f"{len(below)} layers" if len(below) > 1 else "1 layer"
    base = ((Origin(0, count, base=True), sum(size for _, size in below)),) if below else ()
    return (*base, *(layer for layer in layers if not layer[0].base))


def _image(name: str, image: XRay, layers: Layers, largest: int, width: int) -> Iterator[Content]:
    yield Content.assemble(
        (f"{name} {megabytes(image.size)}", "bold"), (", layer by layer, from the bottom", "$dim")
    )
    bar = min(max(width // 3, _NARROW_BAR), _WIDE_BAR)
    for origin, size in layers:
        room = max(width - _NUMBER - bar - 3, 8)
        yield Content.assemble(
            (f"{megabytes(size):>{_NUMBER}}  ", "bold" if size else "$dim"),
            (pad(size_bar(size, largest, bar), bar), "$dim" if origin.base else "$primary"),
            (" " + fit(clean_line(origin.text), room), "$dim" if origin.base or not size else ""),
        )

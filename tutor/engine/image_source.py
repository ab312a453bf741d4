"""What every source of an image gives, and how one of several images is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from tutor.engine.bad_archive import BadArchive
from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import Cancel, ImageInfo
from tutor.engine.saved_documents import ImageDocument, SavedImage
from tutor.errors import EngineTrouble, UsageProblem
from tutor.model.image import Image
from tutor.safe_text import clean_line

_MOST_NAMED = 10


class ImageSource(Protocol):
    """One image, wherever it is. Every method raises a `TutorError` if it cannot be read."""

    name: str
    """What the user calls it; untrusted."""

    def info(self) -> ImageInfo:
        """Return what is known without reading layers."""
        ...

    def history(self) -> Sequence[Mapping[str, Any]] | None:
        """Return the history with its `empty_layer` flags; None where only reading the image tells it."""
        ...

    def read(self, cache: LayerCache, cancel: Cancel) -> Image:
        """Return the image; only layers that are not in the cache are read."""
        ...


def chosen(images: Sequence[SavedImage], tag: str, name: str) -> SavedImage:
    """Return the image of a tag, or the only one; the error names those that there are."""
    fitting = [image for image in images if not tag or any(_fits(tag, known) for known in image.tags)]
    if len({(image.config, image.layers) for image in fitting}) == 1:
        return fitting[0]
    tags = [clean_line(known, 200) for image in images for known in image.tags or ("(without a name)",)]
    listed = ", ".join(tags[:_MOST_NAMED]) + (", ..." if len(tags) > _MOST_NAMED else "")
    what = f"holds {len(fitting)} images" if fitting else f"holds no image called {clean_line(tag, 200)}"
    name = clean_line(name, 200)
    raise UsageProblem(f"{name} {what}. It has: {listed}.", f"Name one of them: {name}:NAME")


def check_layers(image: SavedImage, found: ImageDocument) -> None:
    """Raise `BadArchive` if the manifest and the configuration speak of different layers."""
    if len(image.layers) != len(found.info.diff_ids):
        raise BadArchive("its list of layers does not fit its configuration")


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn errors of the file system into sentences."""
    try:
        yield
    except OSError as e:
        why = clean_line(e.strerror or str(e), 200)
        raise EngineTrouble(
            f"{clean_line(name, 200)} cannot be read: {why}.", "Check the path and its permissions."
        ) from None


def _fits(tag: str, known: str) -> bool:
    """Return whether a tag is the one that the user means; a registry and `:latest` may be left out."""
    return any(known == wanted or known.endswith(f"/{wanted}") for wanted in (tag, f"{tag}:latest"))

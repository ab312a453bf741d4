"""An image in an archive that is compressed as a whole: it is read once, from beginning to end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from tutor.engine.allowance import Allowance
from tutor.engine.archive import assembled
from tutor.engine.bad_archive import BadArchive
from tutor.engine.image_source import check_layers, chosen, told
from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import Cancel, ImageInfo
from tutor.engine.read_ahead import read_ahead
from tutor.engine.saved_documents import ImageDocument, SavedImage, image_document, saved_images
from tutor.engine.streamed import Streamed, read_stream
from tutor.engine.tar_source import BLOCK, Fill, chunks_of
from tutor.engine.unpacking import unpacked
from tutor.model.image import Image


@contextmanager
def _unpacked(path: Path, allowance: Allowance) -> Iterator[Fill]:
    with path.open("rb", buffering=0) as file:
        head = file.read(BLOCK)
        fill = unpacked(chunks_of(file.readinto), head, allowance)
        if fill is None:
            raise BadArchive("it is not compressed")
        yield fill


class CompressedSource:
    """One image of those in the archive; whatever is asked first reads them all."""

    def __init__(self, path: Path, tag: str, cancel: Cancel) -> None:
        self.name, self._path, self._tag, self._cancel = str(path), path, tag, cancel

    @cached_property
    def _streamed(self) -> Streamed:
        whole = Allowance()
        with told(self.name), read_ahead(_unpacked(self._path, whole), self._cancel) as pull:
            return read_stream(pull, allowance=Allowance(around=whole), verify=True)

    @cached_property
    def _found(self) -> tuple[SavedImage, ImageDocument]:
        image = chosen(saved_images(self._streamed.document), self._tag, self.name)
        found = image_document(self._streamed.document(image.config))
        check_layers(image, found)
        return image, found

    def info(self) -> ImageInfo:
        """Return what the configuration says."""
        return self._found[1].info

    def history(self) -> Sequence[Mapping[str, Any]]:
        """Return the history in the configuration."""
        return self._found[1].history

    def read(self, cache: LayerCache, cancel: Cancel) -> Image:
        """Return the image; its layers are kept in the cache for others."""
        image, found = self._found
        layers = []
        for diff_id, name in zip(found.info.diff_ids, self._streamed.layer_names(image), strict=True):
            if self._streamed.diff_ids[name] != diff_id:
                raise BadArchive("the content of a layer does not fit its digest")
            layers.append(self._streamed.layers[name])
            cache.keep_layer(diff_id, layers[-1])
        return assembled(found.info, found.history, layers)

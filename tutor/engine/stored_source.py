"""An image in a tar file or in the folder of an OCI layout, of which only what is needed is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from tutor.engine.allowance import Allowance
from tutor.engine.archive import assembled
from tutor.engine.bad_archive import BadArchive
from tutor.engine.image_source import check_layers, chosen, told
from tutor.engine.layer_cache import LayerCache
from tutor.engine.layer_scan import LayerFiles
from tutor.engine.port import Cancel, ImageInfo
from tutor.engine.saved_documents import image_document, saved_images
from tutor.engine.saved_layers import read_section
from tutor.engine.sections import Sections, document
from tutor.model.image import Image


class StoredSource:
    """One image of those that the file or folder has; its documents are read at once, its layers when asked for."""

    def __init__(
        self, name: str, sections: Sections, tag: str = "", allowance: Allowance | None = None
    ) -> None:
        """`allowance` is what finding the sections has cost already."""
        self.name, self._sections = name, sections
        self._allowance = allowance = allowance or Allowance()
        self._image = chosen(saved_images(lambda part: document(sections, part, allowance)), tag, name)
        self._document = image_document(document(sections, self._image.config, allowance))
        check_layers(self._image, self._document)

    def info(self) -> ImageInfo:
        """Return what the configuration says."""
        return self._document.info

    def history(self) -> Sequence[Mapping[str, Any]]:
        """Return the history in the configuration."""
        return self._document.history

    def read(self, cache: LayerCache, cancel: Cancel) -> Image:
        """Return the image. What is read is verified, so that a false archive puts nothing false into the cache."""
        allowance, found = copy(self._allowance), dict[str, LayerFiles]()
        info = self._document.info
        with told(self.name):
            for diff_id, part in zip(info.diff_ids, self._image.layers, strict=True):
                if diff_id not in found:
                    found[diff_id] = self._layer(part, diff_id, allowance, cache, cancel)
        return assembled(info, self._document.history, [found[diff_id] for diff_id in info.diff_ids])

    def _layer(
        self, part: str, diff_id: str, allowance: Allowance, cache: LayerCache, cancel: Cancel
    ) -> LayerFiles:
        files = cache.layer(diff_id, allowance)
        if files is not None:
            return files
        section = self._sections.section(part)
        if section is None:
            raise BadArchive("a layer is missing")
        files = read_section(section, diff_id, allowance, cancel)
        cache.keep_layer(diff_id, files)
        return files

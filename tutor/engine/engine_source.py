"""An image in an engine."""

from __future__ import annotations

from functools import cached_property

from tutor.engine.archive import read_image
from tutor.engine.layer_cache import LayerCache
from tutor.engine.new_layers import keep_new_layers
from tutor.engine.port import Cancel, Engine, ImageInfo
from tutor.errors import UsageProblem
from tutor.model.image import Image
from tutor.safe_text import clean_line


class EngineSource:
    """An image by its reference or id."""

    def __init__(self, engine: Engine, reference: str, previous: Image | None = None) -> None:
        """`previous` is what the same Dockerfile made last time, if that is known: what did not change is found faster."""
        self._engine, self.name, self._previous = engine, reference, previous

    @cached_property
    def _info(self) -> ImageInfo:
        info = self._engine.image(self.name)
        if info is None:
            name = clean_line(self.name, 200)
            raise UsageProblem(
                f"There is no file and no local image called {name}.",
                f"`docker images` lists the local images; `docker pull {name}` fetches one.",
            )
        return info

    def info(self) -> ImageInfo:
        """Return what the engine says."""
        return self._info

    def history(self) -> None:
        """Return None: the engine's own history does not tell which instructions made a layer."""

    def read(self, cache: LayerCache, cancel: Cancel) -> Image:
        """Return the image; it is read by its id, because the tag may move meanwhile."""
        info = self._info
        keep_new_layers(self._engine, info, cache, cancel, self._previous)
        return read_image(info, lambda: self._engine.save(info.id), cache, cancel)

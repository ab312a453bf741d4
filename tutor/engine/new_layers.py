"""The layers of an image that were never read before, one by one, so that an engine need not put the whole image together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from tutor.engine.allowance import Allowance
from tutor.engine.copy_guess import CopyGuess, could_be_copy, destination, guess
from tutor.engine.copy_layer import copied_layer
from tutor.engine.layer_cache import LayerCache
from tutor.engine.layer_scan import LayerFiles
from tutor.engine.lower_files import lower_files
from tutor.engine.port import Cancel, Engine, ImageFiles, ImageInfo
from tutor.engine.proven_layer import proven_layer
from tutor.engine.quick_facts import history_rows, quick_facts
from tutor.engine.read_ahead import unless_cancelled
from tutor.errors import EngineTrouble
from tutor.model.image import Image, Layer
from tutor.model.quick_facts import QuickLayer

_DIGEST = re.compile(r":[0-9a-f]{64}(?= in )")


def keep_new_layers(
    engine: Engine, info: ImageInfo, cache: LayerCache, cancel: Cancel, previous: Image | None = None
) -> None:
    """Keep in the cache what it lacks of an image, as far as that is to be had without saving the image.

    An engine in trouble is no error here: whoever reads the image next is told.
    """
    with suppress(EngineTrouble):
        history = cache.history(info.id) or history_rows(len(info.diff_ids), engine.history(info.id))
        found = new_layers(engine, info, cache, cancel, previous) if history is not None else None
        if history is not None and found is not None:
            for diff_id, files in found.items():
                cache.keep_layer(diff_id, files)
            cache.keep_history(info.id, history)


def new_layers(
    engine: Engine,
    info: ImageInfo,
    cache: LayerCache,
    cancel: Cancel,
    previous: Image | None = None,
) -> dict[str, LayerFiles] | None:
    """Return all layers that the cache lacks, by digest, or None if the image must be saved for that.

    They come from the engine's store if it is readable here, else from the files that a COPY left in the image; either
    way the digest proves them. `previous` is what the same Dockerfile made last time: where the store notes that a layer
    differs from that one in times only, its files are those of last time.
    """
    return _NewLayers(engine, info, cache, cancel, previous).all()


class _NewLayers:
    """The layers of one image, as far as they are known."""

    def __init__(
        self, engine: Engine, info: ImageInfo, cache: LayerCache, cancel: Cancel, previous: Image | None
    ) -> None:
        self._engine, self._info, self._cancel, self._previous = engine, info, cancel, previous
        self._cache = cache
        self._allowance = Allowance()
        ids = dict.fromkeys(info.diff_ids)
        cached = {diff_id: cache.layer(diff_id, self._allowance) for diff_id in ids}
        self._known = {diff_id: files for diff_id, files in cached.items() if files is not None}
        self._missing = [diff_id for diff_id in ids if diff_id not in self._known]

    def all(self) -> dict[str, LayerFiles] | None:
        """Return those that the cache lacks, None if some are not to be had."""
        ids = self._info.diff_ids
        for diff_id in self._missing:
            upto = ids[: ids.index(diff_id) + 1]
            self._take(diff_id, self._twin(upto) or self._stored(upto))
        if any(diff_id not in self._known for diff_id in self._missing) and not self._add_copies():
            return None
        return {diff_id: self._known[diff_id] for diff_id in self._missing}

    def _take(self, diff_id: str, files: LayerFiles | None) -> bool:
        if files is not None:
            self._known[diff_id] = files
        return files is not None

    def _twin(self, diff_ids: Sequence[str]) -> LayerFiles | None:
        """Return the layer in the same place of last time's image if the engine notes nothing new but times; else None."""
        layers = self._previous.layers if self._previous else ()
        before = [layer.diff_id for layer in layers[: len(diff_ids)]]
        if len(before) < len(diff_ids) or not self._engine.is_twin(before, diff_ids):
            return None
        return self._cache.layer(before[-1], self._allowance)

    def _stored(self, diff_ids: Sequence[str]) -> LayerFiles | None:
        """Return the last of these layers from the engine's store, or None if that is not to be had."""
        unless_cancelled(self._cancel)
        opened = self._engine.layer(diff_ids)
        if opened is None:
            return None
        return proven_layer(opened, diff_ids[-1], self._cancel, self._allowance)

    def _add_copies(self) -> bool:
        """Take in the layers on top that only copied files; return whether all were found."""
        ids = self._info.diff_ids
        first = next(number for number, diff_id in enumerate(ids) if diff_id not in self._known)
        if any(diff_id in self._known for diff_id in ids[first:]):
            return False
        layers = quick_facts(self._info, self._engine.history(self._info.id)).layers
        if not all(could_be_copy(layer) for layer in layers[first:]):
            return False
        with self._engine.files(self._info.id) as files:
            return all(
                self._take(ids[number], self._copied(files, layers, number))
                for number in range(first, len(ids))
            )

    def _copied(self, files: ImageFiles, layers: Sequence[QuickLayer], number: int) -> LayerFiles | None:
        """Return one layer, all below it being known."""
        unless_cancelled(self._cancel)
        layer = layers[number]
        guessed = self._guess(layer, number, is_topmost=number == len(layers) - 1)
        if guessed is None:
            return None
        size = layer.at_least or 0
        return copied_layer(files, layer.diff_id, guessed, size, self._cancel, self._allowance)

    def _guess(self, layer: QuickLayer, number: int, *, is_topmost: bool) -> CopyGuess | None:
        below = [self._known[diff_id] for diff_id in self._info.diff_ids[:number]]
        place = destination(layer)
        lower = lower_files(below, [place]) if place else {}
        guessed = guess(layer, lower, _same(layer, self._previous), is_topmost)
        if guessed is None or place:
            return guessed
        return replace(guessed, lower=lower_files(below, guessed.roots))  # of the root, only where it wrote


def _same(layer: QuickLayer, previous: Image | None) -> Layer | None:
    """Return the layer that the same instruction made last time."""
    marks = ((_mark(last.created_by, last.from_end), last) for last in (previous.layers if previous else ()))
    mine = _mark(layer.created_by, layer.from_end)
    return next((last for mark, last in marks if mark == mine), None)


def _mark(created_by: str, from_end: int | None) -> tuple[str, int | None]:
    """Return what names an instruction; the classic builder writes the digest of what it copied into the words."""
    return _DIGEST.sub("", created_by), from_end

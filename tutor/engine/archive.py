"""An image of an engine as `model.image`: from the cache, or from the archive that the engine saves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import IO, Any

from tutor.engine.allowance import Allowance
from tutor.engine.bad_archive import BadArchive
from tutor.engine.engine_stream import readable
from tutor.engine.layer_cache import LayerCache
from tutor.engine.layer_scan import LayerFiles
from tutor.engine.port import Cancel, ImageInfo, is_own_label
from tutor.engine.read_ahead import read_ahead, unless_cancelled
from tutor.engine.streamed import read_stream
from tutor.model.image import Image, Layer
from tutor.safe_text import clean_line


def read_image(
    info: ImageInfo,
    save: Callable[[], AbstractContextManager[IO[bytes]]],
    cache: LayerCache,
    cancel: Cancel | None = None,
) -> Image:
    """Return the image with all its layers; `save` is called only if a layer is not in the cache.

    Raises `EngineTrouble` if the archive is broken, the engine is lost or `cancel` was thrown.
    """
    allowance = Allowance()
    cached = _cached(info, cache, allowance)
    image = _assembled(info, cache, cached)
    if image is not None:
        return image
    known = {b"blobs/" + d.replace(":", "/").encode(): files for d, files in cached.items() if files}
    cancel = cancel or Cancel()
    unless_cancelled(cancel)
    with read_ahead(readable(save, cancel), cancel) as pull:
        saved = read_stream(pull, known, allowance)
    layers, history = saved.image(info)
    for diff_id, files in zip(info.diff_ids, layers, strict=True):
        if not cached[diff_id]:
            cache.keep_layer(diff_id, files)
    cache.keep_history(info.id, history)
    return assembled(info, history, layers)


def cached_image(info: ImageInfo, cache: LayerCache) -> Image | None:
    """Return the image if all of it was read before, else None."""
    try:
        return _assembled(info, cache, _cached(info, cache, Allowance()))
    except BadArchive:
        return None


def _cached(info: ImageInfo, cache: LayerCache, allowance: Allowance) -> dict[str, LayerFiles | None]:
    """Return the layers that are in the cache; one that an image has twice is read once."""
    return {diff_id: cache.layer(diff_id, allowance) for diff_id in dict.fromkeys(info.diff_ids)}


def _assembled(info: ImageInfo, cache: LayerCache, cached: Mapping[str, LayerFiles | None]) -> Image | None:
    history = cache.history(info.id)
    layers = [files for diff_id in info.diff_ids if (files := cached[diff_id])]
    if history is None or len(layers) < len(info.diff_ids):
        return None
    return assembled(info, history, layers)


def assembled(info: ImageInfo, history: Sequence[Mapping[str, Any]], layers: Sequence[LayerFiles]) -> Image:
    """Return the image of these layers, each with the instruction that made it. Raises `BadArchive` if they are too many."""
    Allowance().check_table(0, sum(files.entries.path_bytes for files in layers))
    makers = _makers(history, len(info.diff_ids))
    return Image(
        info.id,
        tuple(
            Layer(diff_id, files.entries, created_by, from_end, files.texts)
            for diff_id, files, (created_by, from_end) in zip(info.diff_ids, layers, makers, strict=True)
        ),
        info.config,
        info.engine_size,
    )


def _makers(history: Sequence[Mapping[str, Any]], count: int) -> list[tuple[str, int | None]]:
    """Return for each layer the instruction's words and how many of the learner's instructions follow it."""
    if history and is_own_label(str(history[-1].get("created_by", ""))):
        history = history[:-1]  # the label that the tutor adds at the end of every build
    made = [
        (clean_line(str(h.get("created_by", ""))), len(history) - 1 - i)
        for i, h in enumerate(history)
        if not h.get("empty_layer")
    ]
    return list(made) if len(made) == count else [("", None)] * count

"""The layers of an image that were never read before, one by one, so that an engine need not put the whole image together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from tutor.engine.copy_guess import could_be_copy, guess
from tutor.engine.copy_layer import copied_layer
from tutor.engine.layer_cache import LayerCache
from tutor.engine.layer_scan import LayerFiles
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
    way the digest proves them. `previous` is what the same Dockerfile made last time.
    """
    known = [cache.layer(diff_id) for diff_id in info.diff_ids]
    missing = [number for number, entries in enumerate(known) if entries is None]
    for number in missing:
        unless_cancelled(cancel)
        known[number] = _stored(engine, info.diff_ids[: number + 1], cancel)
    if any(known[number] is None for number in missing) and not _add_copies(
        engine, info, known, previous, cancel
    ):
        return None
    return {info.diff_ids[number]: files for number in missing if (files := known[number]) is not None}


def _stored(engine: Engine, diff_ids: Sequence[str], cancel: Cancel) -> LayerFiles | None:
    """Return the last of these layers from the engine's store, or None if that is not to be had."""
    opened = engine.layer(diff_ids)
    if opened is None:
        return None
    return proven_layer(opened, diff_ids[-1], cancel)


def _add_copies(
    engine: Engine,
    info: ImageInfo,
    known: list[LayerFiles | None],
    previous: Image | None,
    cancel: Cancel,
) -> bool:
    """Put the layers on top that only copied files into their places in `known`; return whether all were found."""
    first = known.index(None)
    if any(entries is not None for entries in known[first:]):
        return False
    layers = quick_facts(info, engine.history(info.id)).layers
    if not all(could_be_copy(layer) for layer in layers[first:]):
        return False
    with engine.files(info.id) as files:
        for number in range(first, len(known)):
            unless_cancelled(cancel)
            known[number] = _copied(files, layers, number, known, previous, cancel)
            if known[number] is None:
                return False
    return True


def _copied(
    files: ImageFiles,
    layers: Sequence[QuickLayer],
    number: int,
    known: Sequence[LayerFiles | None],
    previous: Image | None,
    cancel: Cancel,
) -> LayerFiles | None:
    """Return one layer, all below it being known."""
    below = Image("", tuple(Layer("", kept.entries) for kept in known[:number] if kept), {})
    lower = {path: entry for path, (_, entry) in below.visible().items()}
    layer = layers[number]
    guessed = guess(layer, lower, _same(layer, previous), is_topmost=number == len(layers) - 1)
    if guessed is None:
        return None
    return copied_layer(files, layer.diff_id, guessed, layer.at_least or 0, cancel)


def _same(layer: QuickLayer, previous: Image | None) -> Layer | None:
    """Return the layer that the same instruction made last time."""
    marks = ((_mark(last.created_by, last.from_end), last) for last in (previous.layers if previous else ()))
    mine = _mark(layer.created_by, layer.from_end)
    return next((last for mark, last in marks if mark == mine), None)


def _mark(created_by: str, from_end: int | None) -> tuple[str, int | None]:
    """Return what names an instruction; the classic builder writes the digest of what it copied into the words."""
    return _DIGEST.sub("", created_by), from_end

"""A saved image that streams by as `model.image`: both archive layouts, plain, gzip and zstd layers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import IO, Any

from tutor.engine.allowance import MOST_DOCUMENTS, Allowance
from tutor.engine.bad_archive import BadArchive
from tutor.engine.engine_stream import readable
from tutor.engine.layer_cache import LayerCache
from tutor.engine.layer_scan import LayerFiles
from tutor.engine.port import Cancel, ImageInfo, is_own_label
from tutor.engine.read_ahead import read_ahead, unless_cancelled
from tutor.engine.saved_documents import SavedImage, image_document, saved_images
from tutor.engine.saved_layers import read_streamed
from tutor.engine.sections import followed, link_target
from tutor.engine.tar_headers import FILE, HARDLINK, SYMLINK, is_header, members
from tutor.engine.tar_source import BLOCK, Pull, Source, Window
from tutor.engine.unpacking import is_packed
from tutor.model.image import Image, Layer
from tutor.safe_text import clean_line

_MEMBER_BYTES = 256
"""What the name of a member takes in memory, beside its characters."""


def read_image(
    info: ImageInfo,
    save: Callable[[], AbstractContextManager[IO[bytes]]],
    cache: LayerCache,
    cancel: Cancel | None = None,
) -> Image:
    """Return the image with all its layers; `save` is called only if a layer is not in the cache.

    Raises `EngineTrouble` if the archive is broken, the engine is lost or `cancel` was thrown.
    """
    cached = {diff_id: cache.layer(diff_id) for diff_id in info.diff_ids}
    image = _assembled(info, cache, cached)
    if image is not None:
        return image
    known = {d.replace(":", "/"): files for d, files in cached.items() if files}
    cancel = cancel or Cancel()
    unless_cancelled(cancel)
    with read_ahead(readable(save, cancel), cancel) as pull:
        saved = read_stream(pull, {f"blobs/{name}": files for name, files in known.items()})
    layers, history = saved.image(info)
    for diff_id, files in zip(info.diff_ids, layers, strict=True):
        if not cached[diff_id]:
            cache.keep_layer(diff_id, files)
    cache.keep_history(info.id, history)
    return assembled(info, history, layers)


def cached_image(info: ImageInfo, cache: LayerCache) -> Image | None:
    """Return the image if all of it was read before, else None."""
    return _assembled(info, cache, {diff_id: cache.layer(diff_id) for diff_id in info.diff_ids})


def _assembled(info: ImageInfo, cache: LayerCache, cached: Mapping[str, LayerFiles | None]) -> Image | None:
    history = cache.history(info.id)
    layers = [files for diff_id in info.diff_ids if (files := cached[diff_id])]
    if history is None or len(layers) < len(info.diff_ids):
        return None
    return assembled(info, history, layers)


def assembled(info: ImageInfo, history: Sequence[Mapping[str, Any]], layers: Iterable[LayerFiles]) -> Image:
    """Return the image of these layers, each with the instruction that made it."""
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


@dataclass
class Streamed:
    """What was in a stream, by the names of its members."""

    layers: dict[str, LayerFiles] = field(default_factory=dict)
    documents: dict[str, bytes] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    diff_ids: dict[str, str] = field(default_factory=dict)
    """Of the layers, if the stream was verified."""

    def document(self, name: str) -> bytes | None:
        """Return a document, links followed."""
        return self.documents.get(followed(name, self.links))

    def image(self, info: ImageInfo) -> tuple[list[LayerFiles], list[dict[str, Any]]]:
        """Return (layers, history) of the image that an engine was asked for."""
        images = saved_images(self.document)
        fitting = [i for i in images if info.id.rpartition(":")[2] in i.config]
        image = (fitting or list(images))[0]
        names = self.layer_names(image)
        if len(names) != len(info.diff_ids):
            raise BadArchive("its list of layers does not fit its content")
        try:
            history = list(image_document(self.document(image.config)).history)
        except BadArchive:
            history = []  # the engine has told what counts; only the words for the layers are lost
        return [self.layers[name] for name in names], history

    def layer_names(self, image: SavedImage) -> list[str]:
        """Return the members that are an image's layers."""
        names = [followed(name, self.links) for name in image.layers]
        if any(name not in self.layers for name in names):
            raise BadArchive("its list of layers does not fit its content")
        return names


def read_stream(
    pull: Pull, known: Mapping[str, LayerFiles] | None = None, *, verify: bool = False
) -> Streamed:
    """Read a saved image to its end; layers whose names are `known` are not looked at."""
    found, allowance = Streamed(layers=dict(known or {})), Allowance()
    for member, window in members(Source(pull)):
        name = member.path.decode("utf-8", "surrogateescape")
        if member.kind in (SYMLINK, HARDLINK):
            found.links[name] = link_target(name, member.kind, member.link)
        elif member.kind == FILE and name not in (known or {}):
            _member(name, window, found, allowance, verify)
        allowance.keep_table(_MEMBER_BYTES + len(name), 0)
    return found


def _member(name: str, window: Window, found: Streamed, allowance: Allowance, verify: bool) -> None:
    """Sort one member by its first bytes, because names differ between the layouts: a layer, or a document."""
    head = window.take(BLOCK)
    if is_packed(head) or is_header(head) or not head.strip(b"\0"):
        found.layers[name], found.diff_ids[name] = read_streamed(window.pull, head, allowance, verify=verify)
    elif window.left <= MOST_DOCUMENTS:
        allowance.keep_document(window.left + len(head))
        found.documents[name] = head + window.take(window.left)


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

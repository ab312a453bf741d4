"""A saved image as `model.image`: both archive layouts, plain and gzip layers, streamed."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import IO, Any, cast

from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import LABEL, Cancel, ImageInfo
from tutor.engine.tar_headers import BadArchive, Window, members, scan
from tutor.errors import EngineTrouble
from tutor.model.image import Entry, Image, Layer
from tutor.safe_text import clean_line

_MOST_JSON = 8 << 20


def read_image(
    info: ImageInfo,
    save: Callable[[], AbstractContextManager[IO[bytes]]],
    cache: LayerCache,
    cancel: Cancel | None = None,
) -> Image:
    """Return the image with all its layers; `save` is called only if a layer is not in the cache.

    Raises `EngineTrouble` if the archive is broken, the engine is lost or `cancel` was thrown.
    """
    layers = [cache.layer(diff_id) for diff_id in info.diff_ids]
    history = cache.history(info.id)
    if history is None or any(layer is None for layer in layers):
        with save() as stream:
            layers_read, history = _read_archive(stream, info, cancel or Cancel())
        for diff_id, entries in zip(info.diff_ids, layers_read, strict=True):
            cache.keep_layer(diff_id, entries)
        cache.keep_history(info.id, history)
        layers = list(layers_read)
    makers = _makers(history, len(info.diff_ids))
    return Image(
        info.id,
        tuple(
            Layer(diff_id, entries or (), created_by, from_end)
            for diff_id, entries, (created_by, from_end) in zip(info.diff_ids, layers, makers, strict=True)
        ),
        info.config,
        info.engine_size,
    )


def _read_archive(
    stream: IO[bytes], info: ImageInfo, cancel: Cancel
) -> tuple[list[tuple[Entry, ...]], list[dict[str, Any]]]:
    layers: dict[str, tuple[Entry, ...]] = {}
    texts: dict[str, bytes] = {}
    links: dict[str, str] = {}
    for entry, content in members(cast("IO[bytes]", _Stoppable(stream, cancel))):
        if entry.kind == "symlink":
            links[entry.path] = _join(entry.path, entry.link)
        elif entry.kind == "file":
            _member(entry, content, layers, texts)
    manifest = _manifest(texts)
    names = [links.get(name, name) for name in manifest["Layers"]]
    missing = [name for name in names if name not in layers]
    if missing or len(names) != len(info.diff_ids):
        raise BadArchive("its list of layers does not fit its content")
    config = _json(texts.get(manifest["Config"], b""))
    history = config.get("history") if isinstance(config, dict) else None
    return [layers[name] for name in names], [h for h in history or [] if isinstance(h, dict)]


def _member(
    entry: Entry, content: Window, layers: dict[str, tuple[Entry, ...]], texts: dict[str, bytes]
) -> None:
    """Sort one member by its first bytes, because names differ between the layouts: a layer, or JSON."""
    head = content.read(512)
    if head[:4] == b"\x28\xb5\x2f\xfd":
        raise BadArchive("a layer is compressed with zstd, which this version does not read")
    gzipped = head[:2] == b"\x1f\x8b"
    if not gzipped and head[257:262] != b"ustar" and head.strip(b"\0"):
        if entry.size <= _MOST_JSON:
            texts[entry.path] = head + content.read()
        return
    joined = cast("IO[bytes]", io.BufferedReader(_Joined(head, content), 1 << 16))
    try:
        layers[entry.path] = scan(cast("IO[bytes]", gzip.GzipFile(fileobj=joined)) if gzipped else joined)
    except (gzip.BadGzipFile, EOFError, zlib.error) as e:
        raise BadArchive(f"a compressed layer is broken ({clean_line(str(e))})") from None


class _Stoppable:
    """A stream that ends with an error once its reader has lost interest."""

    def __init__(self, stream: IO[bytes], cancel: Cancel) -> None:
        self._read, self._cancel = stream.read, cancel

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes."""
        if self._cancel.thrown:
            raise EngineTrouble("Reading the image was cancelled.", "Start again when you like.")
        return self._read(size)


class _Joined(io.RawIOBase):
    """The bytes already read, then the rest of the member."""

    def __init__(self, head: bytes, rest: Window) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head or self._rest.read(len(buffer))
        self._head = b""
        buffer[: len(data)] = data
        return len(data)


def _manifest(texts: dict[str, bytes]) -> dict[str, Any]:
    found = _json(texts.get("manifest.json", b""))
    if not isinstance(found, list) or not found or not isinstance(found[0], dict):
        raise BadArchive("it has no manifest.json")
    manifest = found[0]
    names = manifest.get("Layers")
    if (
        not isinstance(manifest.get("Config"), str)
        or not isinstance(names, list)
        or not all(isinstance(n, str) for n in names)
    ):
        raise BadArchive("its manifest.json is not as it should be")
    return manifest


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _join(path: str, link: str) -> str:
    """Return where a link inside the archive points; used as a key only, never opened."""
    parts = path.split("/")[:-1]
    for part in link.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _makers(history: list[dict[str, Any]], count: int) -> list[tuple[str, int | None]]:
    """Return for each layer the instruction's words and how many of the learner's instructions follow it."""
    if history and f"LABEL {LABEL}" in str(history[-1].get("created_by", "")):
        history = history[:-1]  # the label that the tutor adds at the end of every build
    made = [
        (clean_line(str(h.get("created_by", ""))), len(history) - 1 - i)
        for i, h in enumerate(history)
        if not h.get("empty_layer")
    ]
    return list(made) if len(made) == count else [("", None)] * count

"""Look for words in all that an image ships: every layer's files, names and links, the configuration and the history.

The image streams by; nothing of it is kept but the places where a word was found.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, cast

from tutor.engine.allowance import MOST_DOCUMENTS, Allowance
from tutor.engine.cancel import Cancel
from tutor.engine.read_ahead import read_ahead
from tutor.engine.saved_documents import saved_images
from tutor.engine.sections import followed, link_target
from tutor.engine.tar_headers import FILE, HARDLINK, SYMLINK, is_header, members
from tutor.engine.tar_source import BLOCK, Source, Window, chunks_of
from tutor.engine.unpacking import GZIP, ZSTD, unpacked

_MOST_HITS = 20
"""Places that are told of one layer."""


@dataclass(frozen=True)
class Found:
    """A place where a word stands."""

    word: int
    """Its number in the list of words."""
    layer: int | None
    """Number of the layer from 0; None for the configuration and the history."""
    path: str
    """Of the file in that layer, untrusted; empty for the configuration and the history."""


def search_saved(
    stream: IO[bytes], image_id: str, words: Sequence[bytes], cancel: Cancel
) -> tuple[Found, ...]:
    """Return where the words stand in a saved image. Raises `EngineTrouble` if it is broken or `cancel` was thrown."""
    with read_ahead(cast("Any", stream).readinto, cancel) as pull:
        return _Search(words).run(Source(pull), image_id)


class _Search:
    """One pass over an archive."""

    def __init__(self, words: Sequence[bytes]) -> None:
        self._words, self._allowance = words, Allowance()
        self._hits: dict[str, list[tuple[int, str]]] = {}
        self._documents: dict[str, bytes] = {}
        self._links: dict[str, str] = {}

    def run(self, source: Source, image_id: str) -> tuple[Found, ...]:
        """Read to the end, then tell which member is which layer."""
        for member, window in members(source):
            name = member.path.decode("utf-8", "surrogateescape")
            if member.kind in (SYMLINK, HARDLINK):
                self._links[name] = link_target(name, member.kind, member.link)
            elif member.kind == FILE:
                self._member(name, window)
        return tuple(self._placed(image_id))

    def _member(self, name: str, window: Window) -> None:
        head = window.take(BLOCK)
        if head.startswith((GZIP, ZSTD)) or is_header(head) or not head.strip(b"\0"):
            fill = unpacked(window.pull, head, self._allowance)
            layer = Source(chunks_of(fill)) if fill else Source(window.pull, head)
            self._hits[name] = list(self._layer(layer))[:_MOST_HITS]
        elif window.left <= MOST_DOCUMENTS:
            self._allowance.keep_document(window.left + len(head))
            self._documents[name] = head + window.take(window.left)

    def _layer(self, source: Source) -> Iterator[tuple[int, str]]:
        for member, window in members(source):
            path = member.path.decode("utf-8", "surrogateescape")
            told = {n for n, w in enumerate(self._words) if w in member.path or w in member.link}
            told |= found_in(window.pull, self._words)
            yield from ((word, path) for word in sorted(told))

    def _placed(self, image_id: str) -> Iterator[Found]:
        images = saved_images(lambda name: self._documents.get(followed(name, self._links)))
        fitting = [i for i in images if image_id.rpartition(":")[2] in i.config] or list(images)
        for number, name in enumerate(fitting[0].layers):
            for word, path in self._hits.get(followed(name, self._links), ()):
                yield Found(word, number, path)
        config = self._documents.get(followed(fitting[0].config, self._links), b"")
        text = config.decode("utf-8", "replace")
        for number, secret in enumerate(self._words):
            if secret in config or json.dumps(secret.decode("utf-8", "replace"))[1:-1] in text:
                yield Found(number, None, "")


def found_in(pull: Callable[[], memoryview], words: Sequence[bytes]) -> set[int]:
    """Return which words stand in a stream, also where one stands across two of its pieces."""
    longest = max(map(len, words))
    found: set[int] = set()
    tail = b""
    while piece := pull():
        data = tail + bytes(piece)
        found |= {n for n, word in enumerate(words) if n not in found and word in data}
        tail = data[-(longest - 1) :] if longest > 1 else b""
    return found

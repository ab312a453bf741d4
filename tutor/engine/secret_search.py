"""Look for words in all that an image ships: every layer's files, names and links, the configuration and the history.

The image streams by; nothing of it is kept but the places where a word was found.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO

from tutor.engine.allowance import MOST_DOCUMENTS, Allowance
from tutor.engine.bad_archive import BadArchive
from tutor.engine.cancel import Cancel
from tutor.engine.engine_stream import readable
from tutor.engine.member_links import MEMBER_BYTES, MemberLinks, member_name
from tutor.engine.read_ahead import read_ahead
from tutor.engine.saved_documents import saved_images
from tutor.engine.streamed import Documents
from tutor.engine.tar_headers import FILE, is_header, members
from tutor.engine.tar_source import BLOCK, Source, Window, chunks_of
from tutor.engine.unpacking import is_packed, unpacked

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
    opened: AbstractContextManager[IO[bytes]], image_id: str, words: Sequence[bytes], cancel: Cancel
) -> tuple[Found, ...]:
    """Return where the words stand in a saved image, which is closed. Raises `EngineTrouble` if it is broken or `cancel` was thrown."""
    with read_ahead(readable(lambda: opened, cancel), cancel) as pull:
        return _Search(words).run(Source(pull), image_id)


class _Search:
    """One pass over an archive."""

    def __init__(self, words: Sequence[bytes]) -> None:
        self._words, self._allowance = words, Allowance()
        self._hits: dict[bytes, list[tuple[int, str]]] = {}
        self._documents, self._links = Documents(), MemberLinks()

    def run(self, source: Source, image_id: str) -> tuple[Found, ...]:
        """Read to the end, then tell which member is which layer."""
        for member, window in members(source):
            self._allowance.keep_table(MEMBER_BYTES + len(member.path) + len(member.link), 0)
            if not self._links.add(member) and member.kind == FILE:
                self._member(member.path, window)
        return tuple(self._placed(image_id))

    def _member(self, name: bytes, window: Window) -> None:
        head = window.take(BLOCK)
        if is_packed(head) or is_header(head) or not head.strip(b"\0"):
            fill = unpacked(window.pull, head, self._allowance)
            layer = Source(chunks_of(fill)) if fill else Source(window.pull, head)
            self._hits[name] = list(self._layer(layer))[:_MOST_HITS]
        elif window.left <= MOST_DOCUMENTS:
            self._documents.keep(name, head + window.take(window.left))

    def _layer(self, source: Source) -> Iterator[tuple[int, str]]:
        for member, window in members(source):
            path = member.path.decode("utf-8", "surrogateescape")
            told = {n for n, w in enumerate(self._words) if w in member.path or w in member.link}
            told |= found_in(window.pull, self._words)
            yield from ((word, path) for word in sorted(told))

    def _placed(self, image_id: str) -> Iterator[Found]:
        images = saved_images(self._document)
        fitting = [i for i in images if image_id.rpartition(":")[2] in i.config] or list(images)
        for number, name in enumerate(fitting[0].layers):
            for word, path in self._hits.get(self._links.followed(member_name(name)), ()):
                yield Found(word, number, path)
        config = self._document(fitting[0].config)
        if config is None:  # nothing that is not looked at is clean
            raise BadArchive("its configuration is missing")
        text = config.decode("utf-8", "replace")
        for number, secret in enumerate(self._words):
            if secret in config or json.dumps(secret.decode("utf-8", "replace"))[1:-1] in text:
                yield Found(number, None, "")

    def _document(self, name: str) -> bytes | None:
        return self._documents.get(self._links.followed(member_name(name)))


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

"""What a saved image holds that streams by: its layers, read at once, and its documents."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from tutor.engine.allowance import MOST_DOCUMENTS, Allowance
from tutor.engine.bad_archive import BadArchive
from tutor.engine.layer_scan import LayerFiles
from tutor.engine.member_links import MEMBER_BYTES, MemberLinks, member_name
from tutor.engine.port import ImageInfo
from tutor.engine.saved_documents import SavedImage, image_document, saved_images
from tutor.engine.saved_layers import read_streamed
from tutor.engine.tar_headers import FILE, is_header, members
from tutor.engine.tar_source import BLOCK, Pull, Source, Window
from tutor.engine.unpacking import is_packed


class Documents:
    """Small members by name. Where they do not all fit, the largest are let go: lists of packages, not manifests."""

    def __init__(self) -> None:
        self._found: dict[bytes, bytes] = {}
        self._sizes: list[tuple[int, bytes]] = []
        self._bytes = 0

    def keep(self, name: bytes, content: bytes) -> None:
        """Keep one, and let others go for it if need be."""
        self._found[name] = content
        heappush(self._sizes, (-len(content), name))
        self._bytes += len(content)
        while self._bytes > MOST_DOCUMENTS:
            size, largest = heappop(self._sizes)
            self._bytes += size
            self._found.pop(largest, None)

    def get(self, name: bytes) -> bytes | None:
        """Return one, None if it is not there."""
        return self._found.get(name)


@dataclass
class Streamed:
    """What was in a stream, by the names of its members."""

    layers: dict[bytes, LayerFiles] = field(default_factory=dict)
    documents: Documents = field(default_factory=Documents)
    links: MemberLinks = field(default_factory=MemberLinks)
    diff_ids: dict[bytes, str] = field(default_factory=dict)
    """Of the layers, if the stream was verified."""

    def document(self, name: str) -> bytes | None:
        """Return a document, links followed."""
        return self.documents.get(self.links.followed(member_name(name)))

    def image(self, info: ImageInfo) -> tuple[list[LayerFiles], list[dict[str, Any]]]:
        """Return (layers, history) of the image that an engine was asked for: that of the same layers."""
        for image in saved_images(self.document):
            with suppress(BadArchive):  # another image may be broken
                document = image_document(self.document(image.config))
                names = self.layer_names(image)
                if document.info.diff_ids == info.diff_ids and len(names) == len(info.diff_ids):
                    return [self.layers[name] for name in names], list(document.history)
        raise BadArchive("its list of layers does not fit the image that was asked for")

    def layer_names(self, image: SavedImage) -> list[bytes]:
        """Return the members that are an image's layers."""
        names = [self.links.followed(member_name(name)) for name in image.layers]
        if any(name not in self.layers for name in names):
            raise BadArchive("its list of layers does not fit its content")
        return names


def read_stream(
    pull: Pull,
    known: Mapping[bytes, LayerFiles] | None = None,
    allowance: Allowance | None = None,
    *,
    verify: bool = False,
) -> Streamed:
    """Read a saved image to its end; layers whose names are `known` are not looked at."""
    found, allowance = Streamed(layers=dict(known or {})), allowance or Allowance()
    for member, window in members(Source(pull)):
        allowance.keep_table(MEMBER_BYTES + len(member.path) + len(member.link), 0)
        if not found.links.add(member) and member.kind == FILE and member.path not in (known or {}):
            _take(member.path, window, found, allowance, verify)
    return found


def _take(name: bytes, window: Window, found: Streamed, allowance: Allowance, verify: bool) -> None:
    """Sort one member by its first bytes, because names differ between the layouts: a layer, or a document."""
    head = window.take(BLOCK)
    if is_packed(head) or is_header(head) or not head.strip(b"\0"):
        found.layers[name], found.diff_ids[name] = read_streamed(window.pull, head, allowance, verify=verify)
    elif window.left <= MOST_DOCUMENTS:
        found.documents.keep(name, head + window.take(window.left))

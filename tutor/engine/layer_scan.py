"""Read one layer: its entries with the digests of all files, and the contents that tell what files are."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from tutor.engine.allowance import Allowance
from tutor.engine.bad_archive import BadArchive
from tutor.engine.go_info import ELF, GoInfoFinder
from tutor.engine.kept_texts import KeptTexts, TextPacker, text_memory
from tutor.engine.tar_headers import FILE, members
from tutor.engine.tar_source import Source, Window
from tutor.model.entries import DIGEST_BYTES, NO_DIGEST, EntryTable, EntryTableBuilder
from tutor.model.telling import is_database, is_telling, most_bytes

_MOST_TEXTS = 48 << 20
"""Bytes of contents kept of one layer, before they are compressed."""
_CHECK_EACH = 1024
"""Entries after which a layer's memory is looked at."""


@dataclass(frozen=True)
class LayerFiles:
    """What a layer's archive holds."""

    entries: EntryTable
    texts: KeptTexts


def scan(source: Source, allowance: Allowance | None = None) -> LayerFiles:
    """Return all that is kept of a layer. Raises `BadArchive` if it is not one."""
    return _LayerScan(allowance or Allowance()).run(source)


class _LayerScan:
    """The state of one scan."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._table = EntryTableBuilder()
        self._texts: dict[str, bytes] = {}
        self._text_bytes = self._text_memory = self._path_bytes = 0

    def run(self, source: Source) -> LayerFiles:
        """Read to the end of the archive."""
        table = self._table
        for member, window in members(source):
            digest = NO_DIGEST
            if member.kind == FILE and not member.sparse:
                digest = self._file(member.path, member.size, window)
            try:
                table.add(
                    member.path,
                    member.kind,
                    member.size,
                    member.mode,
                    member.uid,
                    member.gid,
                    member.link,
                    digest,
                )
            except ValueError:
                raise BadArchive("its files have more owners than any system") from None
            self._path_bytes += len(member.path) + len(member.link)
            if not len(table) % _CHECK_EACH:
                self._check()
        self._check()
        self._allowance.keep_table(table.memory, self._path_bytes)
        return LayerFiles(table.table(), KeptTexts(self._texts))

    def _file(self, path: bytes, size: int, window: Window) -> bytes:
        """Return the digest of a file's content; keep the content if it tells something."""
        name = path.decode("utf-8", "surrogateescape")
        most = self._most_kept(name, size) if is_telling(name) else 0
        if most:
            return self._telling(name, most, window)
        first = window.pull()
        digest = hashlib.sha256(first)
        if first[:4] == ELF:
            finder = GoInfoFinder()
            finder.feed(first)
            _drain(window, digest.update, finder.feed)
            if finder.found:
                self._keep(name, zlib.compress(finder.found, 1), len(finder.found))
        elif window.left:
            _drain(window, digest.update)
        return digest.digest()[:DIGEST_BYTES]

    def _most_kept(self, path: str, size: int) -> int:
        most = most_bytes(path)
        if (size > most and is_database(path)) or self._text_bytes + min(size, most) > _MOST_TEXTS:
            return 0
        return min(size, most)

    def _telling(self, path: str, most: int, window: Window) -> bytes:
        """Return the digest of a file of which the first `most` bytes are kept; they are compressed as they pass."""
        digest = hashlib.sha256()
        packer: TextPacker | None = TextPacker(most)
        for piece in window.views():
            digest.update(piece)
            if packer is not None:
                packer.feed(piece)
                if not self._allowance.fits(packer.size + self._table.memory):
                    packer = None
        if packer is not None:
            self._keep(path, packer.packed(), most)
        return digest.digest()[:DIGEST_BYTES]

    def _keep(self, path: str, packed: bytes, size: int) -> None:
        memory = text_memory(path, len(packed))
        if self._text_bytes + size > _MOST_TEXTS or not self._allowance.has_room(memory, self._table.memory):
            return
        self._texts[path] = packed
        self._text_bytes += size
        self._text_memory += memory

    def _check(self) -> None:
        """Let the texts go if the table needs their room: what a layer has counts for more than what its files tell."""
        if not self._allowance.fits(self._table.memory):
            self._texts.clear()
            self._allowance.give_back(self._text_memory)
            self._text_memory = 0
        self._allowance.check_table(self._table.memory, self._path_bytes)


def _drain(window: Window, *takers: Callable[[memoryview], None]) -> None:
    for piece in window.views():
        for take in takers:
            take(piece)

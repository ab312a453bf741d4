"""The entries of one layer as columns: a million of them in less than 64 MB."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from tutor.model.entry import Entry

KINDS = ("file", "dir", "symlink", "hardlink", "other")
"""In the order of the numbers that stand for them in a table."""
DIGEST_BYTES = 16
NO_DIGEST = bytes(DIGEST_BYTES)
_RESTART = 64
"""Each so many entries a path is kept whole, so that one entry is found without reading all before it."""
_MOST_FOLDERS_UP = 32
_COLUMNS = "IHHQH"
"""Array types of the columns, one number an entry: end of the name, shared bytes, kind and mode, size, owner."""
COLUMNS, DIGESTS = 3 + len(_COLUMNS), 1
"""How many columns there are, names, digests and owners included, and which of them are the digests."""
_MOST_OWNERS = 1 << 16


class EntryTable(Sequence[Entry]):
    """Entries in the order of their archive; an `Entry` is made when it is asked for.

    A path is kept as the number of bytes that it shares with the path before it, and the rest: archives list folder by
    folder, so that the rest is short. The target of a link follows behind a zero byte, which no path has.
    """

    __slots__ = ("_columns", "_digests", "_names", "_owners", "content_size")

    def __init__(
        self,
        names: bytes | bytearray,
        digests: bytes | bytearray,
        owners: array[int],
        columns: Sequence[array[int]],
        content_size: int,
    ) -> None:
        self._names, self._digests, self._owners = names, digests, owners
        self._columns = tuple(columns)
        self.content_size = content_size
        """Bytes of regular files plus symlink targets."""

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> EntryTable:
        """Return a table of the entries."""
        builder = EntryTableBuilder()
        for e in entries:
            path, link = (text.encode("utf-8", "surrogateescape") for text in (e.path, e.link))
            digest = bytes.fromhex(e.digest)[:DIGEST_BYTES] or NO_DIGEST
            builder.add(path, KINDS.index(e.kind), e.size, e.mode, e.uid, e.gid, link, digest)
        return builder.table()

    @classmethod
    def from_columns(cls, columns: Iterable[bytes | bytearray], content_size: int) -> EntryTable:
        """Return the table that `columns()` came from; ValueError if they cannot be those of one table."""
        parts = iter(columns)
        names, digests = next(parts, b""), next(parts, b"")
        owners, *arrays = (array(kind) for kind in "I" + _COLUMNS)
        for column, content in zip((owners, *arrays), parts, strict=True):
            column.frombytes(content)
        counts = {len(column) for column in arrays} | {len(digests) // DIGEST_BYTES}
        if len(counts) != 1 or len(digests) % DIGEST_BYTES:
            raise ValueError("the columns differ in length")
        return cls(names, digests, owners, arrays, content_size)

    def columns(self) -> Iterator[memoryview]:
        """Yield the columns as bytes in the machine's byte order."""
        columns: tuple[bytes | bytearray | array[int], ...]
        columns = (self._names, self._digests, self._owners, *self._columns)
        for column in columns:
            yield memoryview(column).cast("B")

    @property
    def memory(self) -> int:
        """Return the bytes that the columns take."""
        return sum(column.nbytes for column in self.columns())

    @property
    def path_bytes(self) -> int:
        """Return the bytes of all paths and links when written out."""
        return sum(self._columns[1]) + len(self._names)

    def paths(self) -> Iterator[str]:
        """Yield the paths only, which is quicker than the entries."""
        return (path.decode("utf-8", "surrogateescape") for path, _ in self._texts(0, len(self)))

    def __len__(self) -> int:
        return len(self._columns[0])

    def __iter__(self) -> Iterator[Entry]:
        return self._between(0, len(self))

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Entry, ...]: ...

    def __getitem__(self, index: int | slice) -> Entry | tuple[Entry, ...]:
        numbers = range(len(self))[index]
        if isinstance(numbers, int):
            return next(self._between(numbers, numbers + 1))
        if numbers.step == 1:
            return tuple(self._between(numbers.start, numbers.stop))
        return tuple(self[number] for number in numbers)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, EntryTable):
            return NotImplemented
        return all(mine == others for mine, others in zip(self.columns(), other.columns(), strict=True))

    __hash__ = None  # type: ignore[assignment]  # as of a list: made once, compared often, never a key

    def _between(self, first: int, last: int) -> Iterator[Entry]:
        modes, sizes, owners = (column[first:last] for column in self._columns[2:])
        at = first * DIGEST_BYTES
        for (path, link), mode, size, owner in zip(
            self._texts(first, last), modes, sizes, owners, strict=True
        ):
            digest = self._digests[at : at + DIGEST_BYTES]
            at += DIGEST_BYTES
            yield Entry(
                path.decode("utf-8", "surrogateescape"),
                KINDS[mode >> 12],
                size,
                mode & 0o7777,
                link.decode("utf-8", "surrogateescape") if link else "",
                digest.hex() if digest != NO_DIGEST else "",
                self._owners[2 * owner],
                self._owners[2 * owner + 1],
            )

    def _texts(self, first: int, last: int) -> Iterator[tuple[bytes, bytes]]:
        """Yield (path, link) of the entries from `first` to before `last`."""
        begin = first - first % _RESTART
        ends, shared = self._columns[0][begin:last], self._columns[1][begin:last]
        start = self._columns[0][begin - 1] if begin else 0
        names, path, skip = self._names, b"", first - begin
        for end, common in zip(ends, shared, strict=True):
            rest, _, link = bytes(names[start:end]).partition(b"\0")
            path, start = path[:common] + rest, end
            if skip:
                skip -= 1
            else:
                yield path, link


class EntryTableBuilder:
    """Takes entries one by one while an archive is read."""

    def __init__(self) -> None:
        self._names, self._digests = bytearray(), bytearray()
        self._columns = tuple(array(kind) for kind in _COLUMNS)
        self._owners: dict[tuple[int, int], int] = {}
        self._folder, self._size = b"", 0

    def __len__(self) -> int:
        return len(self._columns[0])

    @property
    def memory(self) -> int:
        """Return the bytes that the columns take so far."""
        return len(self._names) + len(self) * (18 + DIGEST_BYTES)

    def add(
        self,
        path: bytes,
        kind: int,
        size: int = 0,
        mode: int = 0,
        uid: int = 0,
        gid: int = 0,
        link: bytes = b"",
        digest: bytes = NO_DIGEST,
    ) -> None:
        """Add one entry; `kind` is its place in `KINDS`. ValueError if there are more owners than a table can tell apart."""
        ends, shared, modes, sizes, owners = self._columns
        common = self._common(path) if len(ends) % _RESTART else 0
        self._names += path[common:] + b"\0" + link if link else path[common:]
        self._folder = path[: path.rfind(b"/") + 1]
        self._digests += digest
        owner = self._owners.setdefault((uid, gid), len(self._owners))
        if owner >= _MOST_OWNERS:
            raise ValueError("too many owners")
        ends.append(len(self._names))
        shared.append(common)
        modes.append(kind << 12 | mode & 0o7777)
        sizes.append(size)
        owners.append(owner)
        self._size += size if kind == 0 else len(link) if kind == 2 else 0

    def _common(self, path: bytes) -> int:
        """Return the length of the folder that the path shares with the path before it; 0 if they share little."""
        folder = self._folder
        for _ in range(_MOST_FOLDERS_UP):
            if path.startswith(folder):
                return len(folder) if len(folder) <= 0xFFFF else 0
            folder = folder[: folder.rfind(b"/", 0, -1) + 1]
        return 0

    def table(self) -> EntryTable:
        """Return what was added; the builder is used up."""
        owners = array("I", (number for owner in self._owners for number in owner))
        return EntryTable(self._names, self._digests, owners, self._columns, self._size)

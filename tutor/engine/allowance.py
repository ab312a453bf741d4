"""What reading one image may cost, whoever made it."""

from __future__ import annotations

from tutor.engine.bad_archive import BadArchive

MOST_MEMORY = 54 << 20
"""Bytes of all tables and kept texts of an image: a million files in ordinary folders."""
MOST_PATHS = 256 << 20
"""Bytes of all paths when written out; a table keeps them shorter."""
MOST_DOCUMENTS = 8 << 20
"""Bytes of manifests and configurations."""
FREE_WINDOW = 8 << 20
"""Bytes that unpacking may keep in memory uncounted."""
MOST_UNPACKED = 64 << 30
"""Bytes that compressed layers may unpack to; that takes minutes."""
MOST_RATIO, FREE_OF_RATIO = 200, 1 << 30
"""What grows more than 200 times, and to more than a GiB, is no software but a bomb."""


class Allowance:
    """Counts what an image has cost so far, over all its layers."""

    def __init__(self, around: Allowance | None = None) -> None:
        """`around` is that of the archive which the image lies in, if it is unpacked meanwhile."""
        self._memory = self._paths = self._documents = self._unpacked = self._window = 0
        self._around = around

    def keep_table(self, memory: int, paths: int) -> None:
        """Count a layer's finished table."""
        self.check_table(memory, paths)
        self._memory += memory
        self._paths += paths

    def check_table(self, memory: int, paths: int) -> None:
        """Refuse a layer that grows beyond all bounds."""
        if not self.fits(memory) or self._paths + paths > MOST_PATHS:
            raise BadArchive("it lists more files than the tutor can hold; a million are fine")

    def has_room(self, size: int, beside: int = 0) -> bool:
        """Take memory for a text, if there is enough; `beside` is what an unfinished table takes."""
        if not self.fits(size + beside):
            return False
        self._memory += size
        return True

    def give_back(self, size: int) -> None:
        """Free the memory of texts that were let go."""
        self._memory -= size

    def fits(self, size: int) -> bool:
        """Return whether there is so much memory left."""
        return self._used + size <= MOST_MEMORY

    @property
    def _used(self) -> int:
        around = self._around
        return self._memory + self._window + (around._used if around else 0)

    def hold_window(self, size: int) -> None:
        """Count what unpacking keeps in memory beyond the usual; of several streams one after the other, the largest."""
        self._window = max(self._window, size - FREE_WINDOW)

    def take(self, other: Allowance) -> None:
        """Count what a trial has cost, a copy of this that went its own way."""
        self._memory, self._paths, self._window = other._memory, other._paths, other._window

    def keep_document(self, size: int) -> None:
        """Count a manifest or a configuration before it is read."""
        self._documents += size
        if self._documents > MOST_DOCUMENTS:
            raise BadArchive("its manifests are larger than any image needs")

    def unpack(self, size: int, unpacked: int, packed: int) -> None:
        """Count bytes that were just unpacked; `unpacked` of `packed` is where this stream stands."""
        self._unpacked += size
        if self._unpacked > MOST_UNPACKED:
            raise BadArchive(f"it unpacks to more than {MOST_UNPACKED >> 30} GiB")
        if unpacked > FREE_OF_RATIO and unpacked > MOST_RATIO * packed:
            raise BadArchive(f"a compressed layer grows more than {MOST_RATIO} times as it is unpacked")

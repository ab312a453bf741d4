"""Where the parts of a saved image stand on disk: in a tar file, or in the folder of an OCI layout."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tutor.engine.allowance import Allowance
from tutor.engine.bad_archive import BadArchive
from tutor.engine.member_links import MEMBER_BYTES, MemberLinks, member_name
from tutor.engine.tar_headers import FILE, members
from tutor.engine.tar_source import Fill, SeekingSource

_MOST_MEMBERS = 100_000


@dataclass(frozen=True)
class Section:
    """A part of a file."""

    path: Path
    offset: int
    size: int

    @contextmanager
    def opened(self) -> Iterator[Fill]:
        """Give the bytes; a file that ends before its part does is an error."""
        with self.path.open("rb", buffering=0) as file:
            file.seek(self.offset)
            left = self.size

            def fill(buffer: memoryview) -> int:
                nonlocal left
                size = file.readinto(buffer[:left]) if left else 0
                if left and not size:
                    raise BadArchive("it ends too early")
                left -= size
                return size

            yield fill

    def read(self, most: int) -> bytes:
        """Return the first `most` bytes, or all if that is less."""
        data = bytearray(min(most, self.size))
        view, done = memoryview(data), 0
        with self.opened() as fill:
            while done < len(data):
                done += fill(view[done:])
        return bytes(data)


class Sections(Protocol):
    """The parts of a saved image, by name."""

    def section(self, name: str) -> Section | None:
        """Return the part, None if there is none."""
        ...


class TarSections:
    """The members of a tar file; only their headers are read."""

    def __init__(self, path: Path, allowance: Allowance) -> None:
        self._path = path
        self._places: dict[bytes, tuple[int, int]] = {}
        """Offset and size by name."""
        self._links = MemberLinks()
        with path.open("rb", buffering=0) as file:
            source = SeekingSource(file)
            for member, _ in members(source):
                allowance.keep_table(MEMBER_BYTES + len(member.path) + len(member.link), 0)
                if not self._links.add(member) and member.kind == FILE:
                    self._places[member.path] = source.position, member.size
                if len(self._places) + len(self._links) > _MOST_MEMBERS:
                    raise BadArchive("it has more members than any saved image")

    def section(self, name: str) -> Section | None:
        """Return the member, links followed inside the archive."""
        place = self._places.get(self._links.followed(member_name(name)))
        return Section(self._path, *place) if place else None


class FolderSections:
    """The files below a folder; none outside, wherever links point."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def section(self, name: str) -> Section | None:
        """Return the file, if it is one and in the folder."""
        try:
            path = (self._folder / name).resolve()
            if not path.is_relative_to(self._folder) or not path.is_file():
                return None
            return Section(path, 0, path.stat().st_size)
        except (OSError, ValueError, RuntimeError):  # a name that no file can have, a loop of links
            return None


def document(sections: Sections, name: str, allowance: Allowance) -> bytes | None:
    """Return the content of a small part, None if there is none."""
    section = sections.section(name)
    if section is None:
        return None
    allowance.keep_document(section.size)
    return section.read(section.size)

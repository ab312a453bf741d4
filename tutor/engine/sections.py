"""Where the parts of a saved image stand on disk: in a tar file, or in the folder of an OCI layout."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tutor.engine.allowance import Allowance
from tutor.engine.bad_archive import BadArchive
from tutor.engine.saved_documents import plain
from tutor.engine.tar_headers import FILE, HARDLINK, SYMLINK, members
from tutor.engine.tar_source import Fill, SeekingSource

_MOST_LINKS = 8
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

    def __init__(self, path: Path) -> None:
        self._sections: dict[str, Section] = {}
        self._links: dict[str, str] = {}
        with path.open("rb", buffering=0) as file:
            source = SeekingSource(file)
            for member, _ in members(source):
                name = member.path.decode("utf-8", "surrogateescape")
                if member.kind == FILE:
                    self._sections[name] = Section(path, source.position, member.size)
                elif member.kind in (SYMLINK, HARDLINK):
                    self._links[name] = link_target(name, member.kind, member.link)
                if len(self._sections) + len(self._links) > _MOST_MEMBERS:
                    raise BadArchive("it has more members than any saved image")

    def section(self, name: str) -> Section | None:
        """Return the member, links followed inside the archive."""
        return self._sections.get(followed(name, self._links))


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


def followed(name: str, links: dict[str, str]) -> str:
    """Return where a name leads through the links of an archive; a loop leads to nothing."""
    for _ in range(_MOST_LINKS):
        if name not in links:
            return name
        name = links[name]
    return ""


def link_target(name: str, kind: int, link: bytes) -> str:
    """Return the member that a link points to; used as a key only, never opened."""
    target = link.decode("utf-8", "surrogateescape")
    if kind == HARDLINK or target.startswith("/"):
        return plain(target)
    parts = name.split("/")[:-1]
    for part in plain(target).split("/"):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)

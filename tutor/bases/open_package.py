"""Packages opened as streams of members, one at a time; what leaves the package's folder is passed over."""

from __future__ import annotations

import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from tutor.errors import EngineTrouble

_BROKEN = (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError)

Member = tuple[tarfile.TarInfo, IO[bytes] | None]
"""A member of a package and its content; None for what is no regular file."""


@contextmanager
def open_deb(package: Path, part: str = "fsys") -> Iterator[Iterator[Member]]:
    """Open a .deb file, or the part `ctrl` of it; one that turns out to be broken while it is read is dropped."""
    try:
        process = subprocess.Popen(
            ["dpkg-deb", f"--{part}-tarfile", str(package)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        raise EngineTrouble(
            "dpkg-deb is not on this machine, and stand-ins are made of Debian packages."
        ) from None
    with readable(package), process:
        stream = cast("IO[bytes]", process.stdout)
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            yield _members(archive)
        while stream.read(1 << 16):
            pass  # the padding behind the last member; dpkg-deb must not die of a closed pipe
        if process.wait():
            raise tarfile.ReadError("dpkg-deb failed")


@contextmanager
def open_tgz(package: Path) -> Iterator[Iterator[Member]]:
    """Open an npm package; one that turns out to be broken while it is read is dropped."""
    with readable(package), tarfile.open(package, mode="r|gz") as archive:
        yield _members(archive)


@contextmanager
def open_wheel(package: Path, inside: IO[bytes] | None = None) -> Iterator[Iterator[Member]]:
    """Open a wheel, or one that lies inside a package; a package that turns out to be broken is dropped."""
    with readable(package), zipfile.ZipFile(inside or package) as archive:
        yield _wheel_members(archive)


@contextmanager
def readable(package: Path) -> Iterator[None]:
    """Read a package inside; one that turns out to be broken is dropped, so that it is fetched anew."""
    try:
        yield
    except _BROKEN:
        package.unlink(missing_ok=True)
        raise EngineTrouble(f"the package {package.name} is broken.", "Repeat; it is fetched anew.") from None


def _members(archive: tarfile.TarFile) -> Iterator[Member]:
    """Yield the members that stay inside the package's folder."""
    for member in archive:
        if _stays_inside(member.name):
            yield member, archive.extractfile(member) if member.isreg() else None


def _wheel_members(archive: zipfile.ZipFile) -> Iterator[Member]:
    """Yield the files of a wheel as members of a tar archive would be."""
    for info in archive.infolist():
        if _stays_inside(info.filename) and not info.is_dir():
            member = tarfile.TarInfo(info.filename)
            member.mode, member.size = info.external_attr >> 16 & 0o777, info.file_size
            with archive.open(info) as content:
                yield member, content


def _stays_inside(name: str) -> bool:
    return not name.startswith("/") and ".." not in name.split("/")

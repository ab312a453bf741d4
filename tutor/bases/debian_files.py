"""The files of a Debian package, put where a running Debian has them."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from tutor.bases.archive import LayerFiles
from tutor.bases.open_package import open_deb

Place = Callable[[str], str | None]
"""Says where a path of a package goes, relative to the root; None leaves it out."""
Content = bytes | IO[bytes]
Edit = Callable[[str, IO[bytes]], Content]
"""Returns what the file at a path is to hold, from what the package has there."""

MERGED = ("bin", "lib", "lib32", "lib64", "libx32", "sbin")
"""Folders that Debian has below `/usr` since Debian 12, with links to them; older packages still name them."""
_FOR_READERS = re.compile(
    r"usr/share/(?:man|info|locale|groff|lintian|linda|bug|doc-base)/.+|usr/share/doc/(?!.*/copyright$).+/.+"
)
"""What slim images leave out: manuals and translations; copyrights stay."""


def usual_place(path: str) -> str | None:
    """Return where a path of a package is on a slim system with merged `/usr`; None if it is left out."""
    top, slash, _ = path.partition("/")
    if top in MERGED:
        path = f"usr/{path}" if slash else f"usr/{top}"
    return None if _FOR_READERS.fullmatch(path) else path


def unchanged(path: str, content: IO[bytes]) -> Content:
    """Return the content of a file as the package has it."""
    return content


def add_package(
    layer: LayerFiles, package: Path, place: Place = usual_place, edit: Edit = unchanged
) -> list[str]:
    """Put a package's files in; return their paths."""
    added = []
    with open_deb(package) as members:
        for member, content in members:
            name = member.name.removeprefix("./").rstrip("/")
            if name in MERGED and not member.isdir():
                continue  # newer packages have the links to what lies below `/usr`; they are made with the layer
            path = place(name)
            if path and path != "." and _add(layer, path, member, content, place, edit):
                added.append(path)
    return added


def _add(
    layer: LayerFiles,
    path: str,
    member: tarfile.TarInfo,
    content: IO[bytes] | None,
    place: Place,
    edit: Edit,
) -> bool:
    owner, group, mode = member.uid, member.gid, member.mode & 0o7777
    if content is not None:
        layer.file(path, edit(path, content), mode, owner, group)
    elif member.isdir():
        layer.folder(path, mode, owner, group)
    elif member.issym():
        layer.link(path, member.linkname)
    elif member.islnk():
        return layer.same(path, place(member.linkname.removeprefix("./")) or "")
    else:
        return False
    return True

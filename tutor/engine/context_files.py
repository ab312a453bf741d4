"""The files of a build context, in the order and by the filters of BuildKit's file sync."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tutor.engine.context_filter import Above, ContextFilter
from tutor.errors import TutorError
from tutor.safe_text import clean_line


class UnreadableContext(TutorError):
    """Something of the context cannot be read; the message names it."""

    def __init__(self, path: str, error: OSError) -> None:
        super().__init__(
            f"The build context cannot be read: {clean_line(path)}: {error.strerror}.",
            "Mend its permissions, or exclude it in .dockerignore.",
        )


@dataclass(frozen=True, slots=True)
class ContextFile:
    """One thing in the context: a file, a folder, a symbolic link, a pipe or a device."""

    path: str
    """Relative, with slashes; bytes that are not UTF-8 are surrogates, as `os.fsdecode` makes them."""
    mode: int
    """As in `st_mode`: the kind and the permissions."""
    size: int
    """Bytes; 0 for folders."""
    mtime_ns: int
    target: str = ""
    """What a symbolic link says, unchanged."""
    device: int = 0
    """As in `st_rdev`."""

    @property
    def is_folder(self) -> bool:
        """Return whether it is a folder."""
        return stat.S_ISDIR(self.mode)

    @property
    def is_link(self) -> bool:
        """Return whether it is a symbolic link."""
        return stat.S_ISLNK(self.mode)

    @property
    def is_regular(self) -> bool:
        """Return whether it has bytes to read."""
        return stat.S_ISREG(self.mode)


def walk(
    root: Path, *, excludes: Sequence[str] = (), includes: Sequence[str] = (), follow: Sequence[str] = ()
) -> Iterator[ContextFile]:
    """Yield what the patterns let through: folders before what is in them, names in the order of their bytes.

    `includes` limit it to paths that match, `follow` to these paths and what links in them lead to; nothing limits
    without both. The folders of what is let through come, too. Files that vanish meanwhile and sockets are left out;
    hard links are files of their own. Raises `BadPattern` and `UnreadableContext`.
    """
    base = os.path.realpath(root)
    passes = ContextFilter(base, excludes, includes, follow)
    open_folders = [_Folder("", _list(base, ""), Above(), None)]
    while open_folders:
        entry = next(open_folders[-1].entries, None)
        if entry is None:
            open_folders.pop()
            continue
        yield from _visit(base, entry, open_folders, passes)


def open_file(root: Path, path: str) -> BinaryIO:
    """Open a regular file of the context for reading; raises `OSError` if it is a link or has become one, or is gone."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(os.path.join(root, path), flags)  # noqa: PTH118 - paths of surrogates, no Path needed
    return os.fdopen(descriptor, "rb")


@dataclass(slots=True)
class _Folder:
    """A folder on the way to where the walk is."""

    path: str
    entries: Iterator[os.DirEntry[str]]
    above: Above
    untold: ContextFile | None
    """The folder itself, as long as nothing below it has been let through."""


def _visit(
    base: str, entry: os.DirEntry[str], open_folders: list[_Folder], passes: ContextFilter
) -> Iterator[ContextFile]:
    """Yield the entry if it is let through, after its folders; open it if it is a folder that may have more."""
    parent = open_folders[-1]
    path = f"{parent.path}/{entry.name}" if parent.path else entry.name
    is_folder = entry.is_dir(follow_symlinks=False)
    verdict = passes.judge(path, is_folder, parent.above)
    if verdict.is_out or not (verdict.is_let_through or is_folder):
        return
    file = _read(entry, path)
    if file is None:
        return
    if verdict.is_let_through:
        yield from _told(open_folders)
        yield file
    if is_folder:
        entries = _list(base, path, is_needed=verdict.is_let_through)
        open_folders.append(_Folder(path, entries, verdict.below, None if verdict.is_let_through else file))


def _told(open_folders: list[_Folder]) -> Iterator[ContextFile]:
    for folder in open_folders:
        if folder.untold is not None:
            yield folder.untold
            folder.untold = None


def _read(entry: os.DirEntry[str], path: str) -> ContextFile | None:
    """Return what an entry is; None if it is gone, or a socket."""
    try:
        found = entry.stat(follow_symlinks=False)
        target = os.readlink(entry.path) if stat.S_ISLNK(found.st_mode) else ""  # noqa: PTH115 - its very text
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as e:
        raise UnreadableContext(path, e) from e
    if stat.S_ISSOCK(found.st_mode):
        return None
    size = 0 if stat.S_ISDIR(found.st_mode) else found.st_size
    return ContextFile(path, found.st_mode, size, found.st_mtime_ns, target, found.st_rdev)


def _list(base: str, path: str, *, is_needed: bool = True) -> Iterator[os.DirEntry[str]]:
    """Return what is in a folder, sorted; nothing if it is gone, or closed to us and not needed."""
    try:
        with os.scandir(f"{base}/{path}" if path else base) as entries:
            return iter(sorted(entries, key=lambda entry: os.fsencode(entry.name)))
    except (FileNotFoundError, NotADirectoryError) as e:
        if not path:
            raise UnreadableContext(base, e) from e
    except OSError as e:
        if is_needed or not isinstance(e, PermissionError):
            raise UnreadableContext(path or base, e) from e
    return iter(())

"""The build context as a tar stream, for engines that get no other: what the ignore file lets through, and the Dockerfile."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, cast

from tutor.engine.context_files import ContextFile, UnreadableContext, open_file, walk
from tutor.engine.ignore_file import read_ignore
from tutor.engine.ignore_patterns import IgnorePatterns
from tutor.errors import EngineTrouble

DOCKERFILE = "Dockerfile.sent-by-tutor"
_IGNORE = ".dockerignore"
_OWN_IGNORE = "Dockerfile.dockerignore"
_KINDS = {
    stat.S_IFDIR: tarfile.DIRTYPE,
    stat.S_IFLNK: tarfile.SYMTYPE,
    stat.S_IFIFO: tarfile.FIFOTYPE,
    stat.S_IFCHR: tarfile.CHRTYPE,
    stat.S_IFBLK: tarfile.BLKTYPE,
}


class CannotPack(EngineTrouble):
    """There is no room for the context on this machine, or no place."""

    def __init__(self, error: OSError) -> None:
        super().__init__(
            f"The build context cannot be packed: {error.strerror}.",
            "Free some space in the folder for temporary files, or set TMPDIR to another one.",
        )


def effective_ignore(context: Path, ignore: str | None = None) -> tuple[str, ...]:
    """Return the patterns that hold for a context; `ignore` is the text of an ignore file beside the Dockerfile.

    Without it the context's `Dockerfile.dockerignore` counts, then its `.dockerignore`. Raises `BadIgnoreFile` and
    `UnreadableContext`.
    """
    if ignore is not None:
        return read_ignore(ignore)
    own = ignore_bytes(context / _OWN_IGNORE)
    return read_ignore((ignore_bytes(context / _IGNORE) or b"") if own is None else own)


def pack(
    context: Path,
    dockerfile: str,
    ignore: str | None = None,
    check: Callable[[], None] = lambda: None,
    beside: Mapping[str, bytes] | None = None,
) -> IO[bytes]:
    """Return an open temporary file with the context, `dockerfile` under the name `DOCKERFILE`, and more files `beside` it.

    Editing the Dockerfile does not change what `COPY . .` sees. `check` is called before each file, and may raise to stop.
    Raises `CannotPack`, and what `effective_ignore` and `walk` raise.
    """
    try:
        own = {DOCKERFILE: dockerfile.encode(), **(beside or {})}
        return _packed(context, own, effective_ignore(context, ignore), check)
    except OSError as e:
        raise CannotPack(e) from e


def _packed(
    context: Path, own: Mapping[str, bytes], patterns: tuple[str, ...], check: Callable[[], None]
) -> IO[bytes]:
    out = tempfile.TemporaryFile(prefix="tutor-context-")  # noqa: SIM115 - handed to the caller
    try:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
            for file in walk(context, excludes=patterns):
                check()
                if file.path != _IGNORE and file.path not in own:
                    _add(tar, context, file)
            _add_bytes(tar, _IGNORE, _sent_ignore(context, patterns))
            for name, data in own.items():
                _add_bytes(tar, name, data)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def _sent_ignore(context: Path, patterns: tuple[str, ...]) -> bytes:
    """Return an ignore file that lets through all that is sent, but not the sent Dockerfile.

    Engines read it again: the classic builder removes the Dockerfile and the ignore file themselves if it names them,
    Podman applies all of it. The learner's own text comes first, because a stage may copy that file.
    """
    text = ignore_bytes(context / _IGNORE)
    if text is None or IgnorePatterns(patterns).matches(_IGNORE):
        return f"{DOCKERFILE}\n{_IGNORE}\n".encode()
    return text.rstrip(b"\n") + f"\n!**\n{DOCKERFILE}\n".encode()


def ignore_bytes(file: Path) -> bytes | None:
    """Return what is in an ignore file; None if there is none. Raises `UnreadableContext`."""
    try:
        return file.read_bytes() if file.is_file() else None
    except FileNotFoundError:
        return None
    except OSError as e:
        raise UnreadableContext(file.name, e) from e


def _add(tar: tarfile.TarFile, context: Path, file: ContextFile) -> None:
    info = tarfile.TarInfo(file.path)
    info.mode = file.mode & 0o7777
    info.mtime = file.mtime_ns // 1_000_000_000
    info.type = _KINDS.get(stat.S_IFMT(file.mode), tarfile.REGTYPE)
    info.linkname = file.target
    if info.ischr() or info.isblk():
        info.devmajor, info.devminor = os.major(file.device), os.minor(file.device)
    if file.is_regular:
        _add_content(tar, info, context)
    else:
        tar.addfile(info)


def _add_content(tar: tarfile.TarFile, info: tarfile.TarInfo, context: Path) -> None:
    """Add a regular file with the size that it has when it is opened, even if it grows or shrinks meanwhile."""
    try:
        file = open_file(context, info.name)
    except FileNotFoundError:
        return  # gone since it was listed
    except OSError as e:
        raise UnreadableContext(info.name, e) from e
    with file:
        info.size = os.fstat(file.fileno()).st_size
        tar.addfile(info, cast("IO[bytes]", _Steady(file, info.name)))


class _Steady:
    """A file of the context that always has as many bytes as are asked for: what is missing are zeros."""

    def __init__(self, file: IO[bytes], path: str) -> None:
        self._file, self._path = file, path

    def read(self, size: int) -> bytes:
        """Return exactly so many bytes."""
        try:
            data = self._file.read(size)
        except OSError as e:
            raise UnreadableContext(self._path, e) from e
        return data.ljust(size, b"\0")


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o644
    tar.addfile(info, io.BytesIO(data))

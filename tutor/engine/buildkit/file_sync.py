"""The file sync of a session: the engine asks for a folder's listing, then for the files that it does not have yet.

The protocol is that of fsutil, in BuildKit's service `moby.filesync.v1.FileSync`: a STAT packet for each path, an empty
one at the end; the engine answers with REQ packets, each is served by DATA packets and an empty one; FIN ends it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import unquote_plus

from tutor.engine.buildkit.grpc_server import UNKNOWN, Call, GrpcError
from tutor.engine.buildkit.wire import fields, message
from tutor.engine.context_files import ContextFile, UnreadableContext, open_file, walk
from tutor.errors import TutorError

METHOD = "/moby.filesync.v1.FileSync/DiffCopy"
_STAT, _REQ, _DATA, _FIN, _ERR = range(5)
_CHUNK = 32 << 10
_GO_DIRECTORY, _GO_SYMLINK, _GO_DEVICE, _GO_PIPE = 1 << 31, 1 << 27, 1 << 26, 1 << 25
_GO_SETUID, _GO_SETGID, _GO_CHARACTER, _GO_STICKY = 1 << 23, 1 << 22, 1 << 21, 1 << 20
_GO_KINDS = (
    (stat.S_ISDIR, _GO_DIRECTORY),
    (stat.S_ISLNK, _GO_SYMLINK),
    (stat.S_ISFIFO, _GO_PIPE),
    (stat.S_ISBLK, _GO_DEVICE),
    (stat.S_ISCHR, _GO_DEVICE | _GO_CHARACTER),
)


@dataclass(frozen=True)
class Wanted:
    """What the engine asks for of a folder."""

    excludes: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    """Paths, with wildcards, that the build needs; empty for all."""


class Source(Protocol):
    """A folder that can be sent."""

    def files(self, wanted: Wanted) -> Iterable[ContextFile]:
        """Return what is wanted, in the order of fsutil."""
        ...

    def open(self, path: str) -> IO[bytes]:
        """Open a regular file that `files` has listed."""
        ...


class Folder:
    """A folder on disk."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def files(self, wanted: Wanted) -> Iterable[ContextFile]:
        """Return what is wanted, in the order of fsutil."""
        return walk(self._root, excludes=wanted.excludes, includes=wanted.includes, follow=wanted.follow)

    def open(self, path: str) -> IO[bytes]:
        """Open a regular file that `files` has listed."""
        return open_file(self._root, path)


class FileSync:
    """Serves folders by name."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources

    def __call__(self, call: Call) -> None:
        """Answer one DiffCopy."""
        name = _one(call, "dir-name")
        source = self._sources.get(name)
        if source is None:
            raise GrpcError(UNKNOWN, f"there is no folder called {name!r} in this build")
        try:
            regular = self._list(call, source)
            self._serve(call, source, regular)
        except (OSError, TutorError, ValueError) as e:
            words = f"{e.message} {e.fix}".strip() if isinstance(e, TutorError) else str(e)
            call.send(message((1, _ERR), (4, words)))
            raise GrpcError(UNKNOWN, words) from None

    def _list(self, call: Call, source: Source) -> dict[int, str]:
        """Send the listing; return the regular files by their number."""
        wanted = Wanted(
            *(_many(call, key) for key in ("exclude-patterns", "include-patterns", "followpaths"))
        )
        regular = {}
        for number, file in enumerate(source.files(wanted)):
            if file.is_regular:
                regular[number] = file.path
            call.send(message((1, _STAT), (2, _stat_of(file))))
        call.send(message((1, _STAT)))
        return regular

    def _serve(self, call: Call, source: Source, regular: Mapping[int, str]) -> None:
        """Send the files that are asked for until the engine has all."""
        while (packet := call.receive()) is not None:
            found = dict(fields(packet))
            kind = found.get(1, 0)
            if kind == _FIN:
                call.send(message((1, _FIN)))
                return
            if kind == _REQ:
                number = found.get(3, 0)
                path = regular.get(number) if isinstance(number, int) else None
                if path is None or isinstance(number, bytes):
                    raise ValueError("the engine asks for a file that is not in the listing")
                for piece in _pieces(source, path):
                    call.send(message((1, _DATA), (3, number), (4, piece)))
                call.send(message((1, _DATA), (3, number)))


def _pieces(source: Source, path: str) -> Iterator[bytes]:
    """Yield a file's bytes; none if it is gone since it was listed. Raises `UnreadableContext`."""
    try:
        with source.open(path) as file:
            while piece := file.read(_CHUNK):
                yield piece
    except FileNotFoundError:
        return  # the docker command, too, sends nothing then
    except OSError as e:
        raise UnreadableContext(path, e) from e


def _stat_of(file: ContextFile) -> bytes:
    """Return fsutil's Stat; owner and group are left out: all files belong to root, as with the docker command."""
    return message(
        (1, file.path),
        (2, go_mode(file.mode)),
        (5, file.size),
        (6, file.mtime_ns),
        (7, file.target),
        (8, os.major(file.device)),
        (9, os.minor(file.device)),
    )


def go_mode(mode: int) -> int:
    """Return a POSIX mode as Go's `os.FileMode` has it."""
    bits = mode & 0o777
    bits |= next((flag for is_kind, flag in _GO_KINDS if is_kind(mode)), 0)
    for posix, flag in ((stat.S_ISUID, _GO_SETUID), (stat.S_ISGID, _GO_SETGID), (stat.S_ISVTX, _GO_STICKY)):
        bits |= flag if mode & posix else 0
    return bits


def _one(call: Call, key: str) -> str:
    return next(iter(_many(call, key)), "")


def _many(call: Call, key: str) -> tuple[str, ...]:
    """Return the values of a header; newer engines write them in percent form where they are not ASCII, and say so."""
    values = call.headers.get(key, ())
    encoded = call.headers.get(f"{key}-encoded", ("",))[0] == "1"
    return tuple(unquote_plus(v, errors="surrogateescape") for v in values) if encoded else values

"""An image archive for `load`, made the same way each time: sorted entries, fixed times, so the same ids."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, cast

_TIME = 315_532_800  # 1980-01-01, the earliest day that every archive format knows
_CREATED = "1980-01-01T00:00:00Z"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class _Member:
    """One path of a layer; a file's content lies in the spool, from `start` on."""

    kind: bytes
    mode: int
    link: str = ""
    start: int = 0
    size: int = 0
    owner: int = 0
    group: int = 0


class LayerFiles:
    """The files of one layer, put in in any order and written out sorted; contents wait in a temporary file."""

    def __init__(self, folder: Path, before_each: Callable[[], None] = lambda: None) -> None:
        self._before_each = before_each
        """Called before each file; raises to stop."""
        self._members: dict[str, _Member] = {}
        self._spool: IO[bytes] = tempfile.TemporaryFile(dir=folder, prefix="layer-")  # noqa: SIM115 - closed by close()

    def __enter__(self) -> LayerFiles:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the contents go."""
        self._spool.close()

    def __contains__(self, path: str) -> bool:
        return path in self._members

    def folder(self, path: str, mode: int = 0o755, owner: int = 0, group: int | None = None) -> None:
        """Put a folder in, and those above it; its group has the owner's number if none is given."""
        self._parents(path)
        group = owner if group is None else group
        self._members[path] = _Member(tarfile.DIRTYPE, mode, owner=owner, group=group)

    def link(self, path: str, target: str) -> None:
        """Put a symbolic link in."""
        self._parents(path)
        self._members[path] = _Member(tarfile.SYMTYPE, 0o777, link=target)

    def file(
        self, path: str, content: bytes | IO[bytes], mode: int = 0o644, owner: int = 0, group: int = 0
    ) -> None:
        """Put a file in; a stream is read to its end."""
        self._before_each()
        self._parents(path)
        start = self._spool.seek(0, io.SEEK_END)
        shutil.copyfileobj(
            io.BytesIO(content) if isinstance(content, bytes) else content, self._spool, _CHUNK
        )
        size = self._spool.tell() - start
        self._members[path] = _Member(tarfile.REGTYPE, mode, "", start, size, owner, group)

    def same(self, path: str, other: str) -> bool:
        """Put a file in that is one with the file `other`; return whether there is such a file."""
        member = self._members.get(other)
        if member is None or member.kind != tarfile.REGTYPE:
            return False
        self._parents(path)
        self._members[path] = member
        return True

    def remove(self, path: str) -> None:
        """Take a path out again, and what is below it."""
        for name in [n for n in self._members if n == path or n.startswith(f"{path}/")]:
            del self._members[name]

    def links(self) -> dict[str, str]:
        """Return the symbolic links, each with its target."""
        return {path: m.link for path, m in self._members.items() if m.kind == tarfile.SYMTYPE}

    def paths(self) -> list[str]:
        """Return all paths, sorted."""
        return sorted(self._members)

    def write(self, target: IO[bytes]) -> str:
        """Write the layer as a tar file; return its SHA-256, hexadecimal."""
        out = _Hashing(target)
        stream = cast("IO[bytes]", out)
        first: dict[int, str] = {}
        """Where the content at a place of the spool was written; the next path with it becomes a hard link."""
        with tarfile.open(fileobj=stream, mode="w|", format=tarfile.GNU_FORMAT, bufsize=_CHUNK) as tar:
            for path in sorted(self._members):
                member = self._members[path]
                if not member.size:
                    tar.addfile(_header(path, member))
                elif first.setdefault(member.start, path) != path:
                    twin = replace(member, kind=tarfile.LNKTYPE, link=first[member.start], size=0)
                    tar.addfile(_header(path, twin))
                else:
                    self._spool.seek(member.start)
                    tar.addfile(_header(path, member), self._spool)
        return out.digest

    def _parents(self, path: str) -> None:
        for parent in Path(path).parents:
            if parent.name:
                self._members.setdefault(parent.as_posix(), _Member(tarfile.DIRTYPE, 0o755))


class _Hashing:
    """Passes bytes on and hashes them."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self._hash = target, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        return self._target.write(data)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


@dataclass(frozen=True)
class BuiltLayer:
    """A layer that lies on disk as a tar file."""

    file: Path
    digest: str
    created_by: str


def build_layer(files: LayerFiles, file: Path, created_by: str) -> BuiltLayer:
    """Write a layer to `file`."""
    with file.open("wb") as out:
        return BuiltLayer(file, files.write(out), created_by)


def write_archive(
    target: IO[bytes],
    reference: str,
    layers: Sequence[BuiltLayer],
    config: Mapping[str, Any],
    architecture: str,
) -> str:
    """Write an archive that every engine loads as image `reference`; return the image id, hexadecimal."""
    image = _json(_image(layers, config, architecture))
    image_id = hashlib.sha256(image).hexdigest()
    names = [f"{layer.digest}/layer.tar" for layer in layers]
    manifest = [{"Config": f"{image_id}.json", "RepoTags": [reference], "Layers": names}]
    with tarfile.open(fileobj=target, mode="w|", format=tarfile.GNU_FORMAT, bufsize=_CHUNK) as tar:
        for layer, name in zip(layers, names, strict=True):
            with layer.file.open("rb") as content:
                tar.addfile(
                    _header(name, _Member(tarfile.REGTYPE, 0o644, size=layer.file.stat().st_size)), content
                )
        _add(tar, f"{image_id}.json", image)
        _add(tar, "manifest.json", _json(manifest))
    return image_id


def _image(layers: Sequence[BuiltLayer], config: Mapping[str, Any], architecture: str) -> dict[str, Any]:
    return {
        "architecture": architecture,
        "os": "linux",
        "created": _CREATED,
        "config": dict(config),
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{layer.digest}" for layer in layers]},
        "history": [{"created": _CREATED, "created_by": layer.created_by} for layer in layers],
    }


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_header(name, _Member(tarfile.REGTYPE, 0o644, size=len(content))), io.BytesIO(content))


def _header(path: str, member: _Member) -> tarfile.TarInfo:
    info = tarfile.TarInfo(path)
    info.type, info.mode, info.linkname, info.size = member.kind, member.mode, member.link, member.size
    info.uid, info.gid = member.owner, member.group
    info.mtime = _TIME
    return info

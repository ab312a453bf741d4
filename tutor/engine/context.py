"""The build context as a tar stream: the app's files that `.dockerignore` lets through, and the Dockerfile."""

from __future__ import annotations

import io
import os
import tarfile
import tempfile
from pathlib import Path
from typing import IO

from docker.utils.build import exclude_paths

DOCKERFILE = "Dockerfile.sent-by-tutor"
_IGNORE = ".dockerignore"


def pack(context: Path, dockerfile: str) -> IO[bytes]:
    """Return an open temporary file with the context and `dockerfile` under the name `DOCKERFILE`.

    The Dockerfile is listed in the `.dockerignore` that is sent, so that editing it does not change what `COPY . .` sees.
    """
    ignore_file = context / _IGNORE
    ignore = ignore_file.read_text("utf-8", "replace") if ignore_file.is_file() else ""
    patterns = [
        line.strip()
        for line in ignore.lstrip("\ufeff").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    out = tempfile.TemporaryFile(prefix="tutor-context-")  # noqa: SIM115 - handed to the caller
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for path in sorted(exclude_paths(str(context), [*patterns, DOCKERFILE], dockerfile=_IGNORE)):
            if path != _IGNORE:
                _add(tar, context, path.replace(os.sep, "/"))
        _add_text(tar, _IGNORE, ignore.rstrip("\n") + f"\n{DOCKERFILE}\n{_IGNORE}\n")
        _add_text(tar, DOCKERFILE, dockerfile)
    out.seek(0)
    return out


def _add(tar: tarfile.TarFile, context: Path, path: str) -> None:
    full = context / path
    try:
        info = tar.gettarinfo(str(full), arcname=path)
    except OSError:
        return  # gone since it was listed
    if info is None:
        return
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mtime = int(info.mtime)
    if info.isreg():
        with full.open("rb") as file:
            tar.addfile(info, file)
    else:
        tar.addfile(info)


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o644
    tar.addfile(info, io.BytesIO(data))

"""One digest for all that a build context holds."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from tutor.engine.context import effective_ignore
from tutor.engine.context_files import ContextFile, UnreadableContext, open_file, walk


def context_digest(context: Path) -> str:
    """Return the digest of names, kinds and contents of what would be sent, as 64 hexadecimal digits.

    Of the permissions, only who may execute a file counts: the rest differs between checkouts of the same files.
    Raises `UnreadableContext` and `BadIgnoreFile`.
    """
    digest = hashlib.sha256()
    for file in sorted(walk(context, excludes=effective_ignore(context)), key=lambda f: f.path):
        kind = stat.S_IFMT(file.mode) | (file.mode & 0o111)
        for part in (os.fsencode(file.path), str(kind).encode(), _content(context, file)):
            digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _content(context: Path, file: ContextFile) -> bytes:
    if not file.is_regular:
        return os.fsencode(file.target)
    try:
        with open_file(context, file.path) as opened:
            return opened.read()
    except OSError as e:
        raise UnreadableContext(file.path, e) from e

"""One header of a layer archive."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One header of a layer archive."""

    path: str
    """Relative to the root, without a leading `./` or `/`."""
    kind: str
    """`file`, `dir`, `symlink`, `hardlink` or `other`."""
    size: int = 0
    """Bytes of a regular file's content; 0 for the others."""
    mode: int = 0
    link: str = ""
    digest: str = ""
    """Of a regular file's content, as `content_digest` makes it; empty if it is not known."""
    uid: int = 0
    gid: int = 0

    @property
    def whiteout(self) -> bool:
        """Return whether this entry hides something of a lower layer."""
        return self.path.rpartition("/")[2].startswith(".wh.")


def content_digest(content: bytes) -> str:
    """Return what a content is known by: the first 128 bits of its SHA-256, as 32 hexadecimal characters.

    SHA-256 is the fastest cryptographic hash where the processor has instructions for it; nobody can make two files
    with one such digest, so a file cannot pass for another.
    """
    return hashlib.sha256(content).hexdigest()[:32]

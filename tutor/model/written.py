"""What tells one try of a learner's from another: a digest of the files that they write."""

from __future__ import annotations

import hashlib


def written_digest(dockerfile: bytes, ignore: str | None) -> str:
    """Return a SHA-256, hexadecimal, of a Dockerfile and the ignore file beside it; without one, of the Dockerfile alone."""
    digest = hashlib.sha256(dockerfile)
    if ignore is None:
        return digest.hexdigest()
    beside = hashlib.sha256(ignore.encode("utf-8", "surrogateescape"))
    return hashlib.sha256(digest.digest() + beside.digest()).hexdigest()

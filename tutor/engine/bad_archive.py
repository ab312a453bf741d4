"""The error of everything that reads a saved image."""

from __future__ import annotations

from tutor.errors import EngineTrouble


class BadArchive(EngineTrouble):
    """The archive is not one, or not as the specifications (POSIX ustar, pax, GNU tar, OCI image) have it."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The image archive cannot be read: {why}.",
            "Build or save the image again, or ask the engine with `docker image inspect`.",
        )

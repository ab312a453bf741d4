"""A server of a lab's own, which learners' builds and containers reach by its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

BUILD, RUN = "build", "run"
DURING = (BUILD, RUN)
"""When a service is there: while images are built, while containers of them run."""


@dataclass(frozen=True)
class Service:
    """One server: it is built and run by the engine, never on the host."""

    id: str
    folder: Path
    """Its build context, with its Dockerfile."""
    dockerfile: str
    host: str
    """The name that it is reached by, as in `registry.test`."""
    port: int
    """The TCP port that it listens on."""
    during: tuple[str, ...]
    """One or both of `DURING`."""
    ready: str = ""
    """A path that answers over HTTP once it is ready; empty if the open port says so."""

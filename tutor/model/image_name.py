"""The names of images: one image has many spellings."""

from __future__ import annotations

SCRATCH = "scratch"
"""What a stage begins with that begins with nothing; no image has this name."""

_HUB = "docker.io"
_HUB_HOSTS = (_HUB, "index.docker.io")


def full_name(reference: str) -> str:
    """Return the full form of a reference: `node` and `docker.io/library/node:latest` are the same."""
    first, slash, rest = reference.partition("/")
    is_registry = bool(slash) and ("." in first or ":" in first or first == "localhost")
    registry, name = (first, rest) if is_registry else (_HUB, reference)
    if registry in _HUB_HOSTS:
        registry, name = _HUB, name if "/" in name else f"library/{name}"
    tagged = "@" in name or ":" in name.rpartition("/")[2]
    return f"{registry}/{name if tagged else name + ':latest'}"


def repository(reference: str) -> str:
    """Return the full form of a reference without its tag and digest."""
    name = full_name(reference).partition("@")[0]
    path, slash, last = name.rpartition("/")
    return f"{path}{slash}{last.partition(':')[0]}"

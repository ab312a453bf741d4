"""What every build of a lab is given beside its context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class BuildInputs:
    """Build arguments and secrets."""

    arguments: Mapping[str, str] = field(default_factory=dict)
    """As behind `--build-arg`."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    """What `RUN --mount=type=secret,id=ID` reads, by id."""

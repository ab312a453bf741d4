"""Debian packages with all that they depend on, as one layer above another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Closure:
    """What `roots` depend on, themselves included, less what is in the closure below."""

    name: str
    roots: tuple[str, ...]
    below: Closure | None = None

    @property
    def chain(self) -> tuple[Closure, ...]:
        """Return the closures from the lowest up to this one."""
        return (*(self.below.chain if self.below else ()), self)

    @property
    def all_roots(self) -> tuple[str, ...]:
        """Return the roots of the whole chain: what apt is asked for, so that it resolves all together."""
        return tuple(root for closure in self.chain for root in closure.roots)

    def key(self, package: str) -> str:
        """Return the name of one of its packages among all that a recipe has."""
        return f"{self.name}/{package}"

    def members(self, packages: Mapping[str, Path]) -> dict[str, Path]:
        """Return its packages out of all that a recipe has, by name, sorted."""
        prefix = self.key("")
        return {k.removeprefix(prefix): packages[k] for k in sorted(packages) if k.startswith(prefix)}

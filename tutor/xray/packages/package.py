"""A package that a file belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.safe_text import clean_line


@dataclass(frozen=True, slots=True)
class Package:
    """As a package system records it; name and version are untrusted."""

    system: str
    """`apk`, `dpkg`, `rpm`, `npm`, `pip` or `go`."""
    name: str
    version: str = ""

    def __hash__(self) -> int:
        return hash(self.name)  # each file of a package asks for it

    @property
    def label(self) -> str:
        """Return `npm:typescript@5.3.3`, without `@` where the version is not known."""
        return f"{self.system}:{self.name}@{self.version}" if self.version else f"{self.system}:{self.name}"

    @property
    def words(self) -> str:
        """Return `npm package typescript`, harmless."""
        return clean_line(f"{self.system} package {self.name}", 120)

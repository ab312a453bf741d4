"""What a lab, or whoever knows the application, says about its files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from tutor.model.image import glob


@dataclass(frozen=True)
class LabRules:
    """Globs as `model.image.glob` reads them, and the contents of the application's files."""

    source: tuple[str, ...] = ()
    output: tuple[str, ...] = ()
    """Decides before `source`."""
    source_digests: frozenset[str] = frozenset()
    """As `model.image.Entry.digest`: such a file is a source wherever it lies, under whatever name."""

    @cached_property
    def is_source(self) -> re.Pattern[str]:
        """Return what matches the paths that a source glob matches."""
        return _any(self.source)

    @cached_property
    def is_output(self) -> re.Pattern[str]:
        """Return what matches the paths that an output glob matches."""
        return _any(self.output)


def _any(globs: tuple[str, ...]) -> re.Pattern[str]:
    """Return one matcher for all globs; `(?!)` is what nothing matches."""
    return re.compile("|".join(f"(?:{glob(g).pattern})" for g in globs) or "(?!)", re.DOTALL)

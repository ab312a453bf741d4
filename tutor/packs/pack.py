"""A pack: labs that somebody else wrote, with a name, a version, and the tutors that it works with."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from tutor.model.course import Lab

MANIFEST = "pack.yaml"
PACK_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
"""Also a folder, and a part of an image's name."""


@dataclass(frozen=True)
class Pack:
    """What `pack.yaml` says, and where the files lie."""

    id: str
    title: str
    version: str
    tutor: str
    """The versions of the tutor that it works with, as in `>=0.1,<1`."""
    folder: Path
    description: str = ""
    licence: str = ""
    source: str = ""
    """Where its authors publish it, as they say."""

    @property
    def labs(self) -> Path:
        """Return the folder of its course."""
        return self.folder / "labs"

    def apps(self, shipped: Path) -> Path:
        """Return where its labs' applications lie: in the pack, or the shipped ones if it brings none."""
        own = self.folder / "sample_apps"
        return own if own.is_dir() else shipped

    def named(self, lab: Lab) -> Lab:
        """Return a lab of the pack under the name that learners use, as in `my-pack/two-stages`."""
        before, whole = (f"{self.id}/{name}" if name else "" for name in (lab.builds_on, lab.part_of))
        after = tuple(f"{self.id}/{other}" for other in lab.after)
        return replace(lab, id=f"{self.id}/{lab.id}", builds_on=before, after=after, part_of=whole)

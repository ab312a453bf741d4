"""What the labs of a pack will build and pull, as far as their files say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tutor.dockerfile import decode, named_images, parse
from tutor.errors import TutorError
from tutor.model.course import Lab
from tutor.model.dockerfile import Dockerfile

_FRONTEND = re.compile(r"(?:[ \t]*#[^\n]*\n)*?[ \t]*#[ \t]*syntax[ \t]*=[ \t]*(\S+)", re.IGNORECASE)
"""The image that a file asks for in its first comments, which then reads the file within the engine."""


@dataclass(frozen=True)
class PlannedLab:
    """One lab, as far as it matters before its first build."""

    id: str
    title: str
    minutes: int
    images: tuple[str, ...]
    """Images that its own Dockerfiles start from or copy from, and those that it declares."""
    app: str
    """The folder of the application that is sent to the engine."""
    runs: int
    """RUN lines of its own Dockerfiles, which do inside a build what nobody can tell before."""


@dataclass(frozen=True)
class Plan:
    """All labs of a pack."""

    labs: tuple[PlannedLab, ...]

    @property
    def minutes(self) -> int:
        """Return how long the labs take."""
        return sum(lab.minutes for lab in self.labs)

    @property
    def images(self) -> tuple[str, ...]:
        """Return the images of all labs, each once."""
        return tuple(dict.fromkeys(image for lab in self.labs for image in lab.images))

    @property
    def apps(self) -> tuple[str, ...]:
        """Return the applications of all labs, each once."""
        return tuple(dict.fromkeys(lab.app for lab in self.labs))

    @property
    def runs(self) -> int:
        """Return how many RUN lines there are."""
        return sum(lab.runs for lab in self.labs)


def plan_of(labs: Sequence[Lab]) -> Plan:
    """Return what these labs will build and pull."""
    return Plan(tuple(_planned(lab) for lab in labs))


def _planned(lab: Lab) -> PlannedLab:
    texts = (lab.start.encode(), lab.traditional.encode(), *(s.data for s in lab.solutions))
    files = tuple(found for found in map(_parsed, dict.fromkeys(texts)) if found is not None)
    images = dict.fromkeys((*lab.base_images, *(image for file in files for image in _images(file))))
    runs = sum(i.keyword.upper() == "RUN" for file in files for i in file.instructions)
    return PlannedLab(lab.id, lab.title, lab.minutes, tuple(images), Path(lab.app).name, runs)


def _parsed(data: bytes) -> Dockerfile | None:
    try:
        return parse(decode(data))
    except TutorError:
        return None


def _images(file: Dockerfile) -> Iterator[str]:
    """Yield what a build of the file pulls: the frontend that it asks for, its bases, and images that it copies from."""
    if asked := _FRONTEND.match(file.text):
        yield asked[1]
    yield from named_images(file)

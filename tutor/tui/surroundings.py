"""What completion knows of a lab beside the text: base images, the paths that a build may copy, what the lesson names."""

from __future__ import annotations

import itertools
from pathlib import Path

from tutor.dockerfile.completion import Surroundings, outputs_named_in
from tutor.engine.context import effective_ignore
from tutor.engine.context_files import walk
from tutor.errors import TutorError
from tutor.model.course import Lab
from tutor.safe_text import clean_line
from tutor.workspace import own_ignore

_MOST = 5_000
"""Paths that are read; a project with more is offered in part."""


def surroundings(lab: Lab, dockerfile: Path) -> Surroundings:
    """Return what is known; reads the project folder, so call it beside the screen."""
    lesson = "\n".join(step.markdown for step in lab.steps)
    return Surroundings(lab.base_images, _context(lab.app, own_ignore(dockerfile)), outputs_named_in(lesson))


def _context(app: Path, ignore: str | None) -> tuple[str, ...]:
    """Return the paths that a build sees, without those that no line of a Dockerfile could name; none if that fails."""
    try:
        files = itertools.islice(walk(app, excludes=effective_ignore(app, ignore)), _MOST)
        found = [f.path + "/" if f.is_folder else f.path for f in files]
    except (TutorError, OSError):
        return ()  # the build will tell what is wrong
    return tuple(path for path in found if path == clean_line(path) and " " not in path)

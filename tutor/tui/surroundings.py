"""What completion knows of a lab beside the text: base images, the paths that a build may copy, what the lesson names."""

from __future__ import annotations

import itertools
from pathlib import Path

from tutor.checks import named_targets
from tutor.dockerfile.completion import outputs_named_in
from tutor.dockerfile.surroundings import Surroundings
from tutor.engine.context import effective_ignore
from tutor.engine.context_files import walk
from tutor.errors import TutorError
from tutor.model.course import Lab
from tutor.workspace import own_ignore

_MOST = 5_000
"""Paths that are read; a project with more is offered in part."""


def surroundings(lab: Lab, dockerfile: Path) -> Surroundings:
    """Return what is known; reads the project folder, so call it beside the screen."""
    lesson = "\n".join(step.markdown for step in lab.steps)
    context = _context(lab.app, own_ignore(dockerfile))
    is_whole = 0 < len(context) < _MOST
    return Surroundings(lab.base_images, context, outputs_named_in(lesson), named_targets(lab), is_whole)


def _context(app: Path, ignore: str | None) -> tuple[str, ...]:
    """Return the paths that a build sees; none if that fails, because the build will tell why."""
    try:
        files = itertools.islice(walk(app, excludes=effective_ignore(app, ignore)), _MOST)
        return tuple(f.path + "/" if f.is_folder else f.path for f in files)
    except (TutorError, OSError):
        return ()

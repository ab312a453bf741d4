"""Catch up: a reference takes the place of a lab's Dockerfile, and the learner's own is kept."""

from __future__ import annotations

from pathlib import Path

from tutor.model.course import Course, Lab
from tutor.safe_text import clean_line
from tutor.tui.services import Services
from tutor.workspace import Workspace


def catch_up(services: Services, lab: Lab) -> tuple[Path, ...]:
    """Put the reference in place and return where the learner's own files are kept; blocks, raises `TutorError`.

    The reference of the lab itself is its solution, so the lab is marked; that of an earlier lab is only a start.
    """
    reference = services.course.catch_up(lab)
    ignore = reference.ignore if lab.ignore is not None else None
    kept = Workspace.open(services.workspaces, lab).put_both(reference.text, ignore)
    if not lab.builds_on:
        services.store.mark_shown(lab.id)
    return kept


def catch_up_question(course: Course, lab: Lab) -> str:
    """Return what is asked before."""
    before = course.find(lab.builds_on)
    if before is not None:
        what = f"Begin this lab with the reference of “{clean_line(before.title)}”?"
    else:
        what = "Put the reference of this lab in place of your Dockerfile? The lab is marked as “solution shown”, unless it has passed."
    return f"{what} Your own file is kept beside it under another name."

"""The names of what a lab shows: its panes, and the views of the result."""

from __future__ import annotations

PAGES = (("lesson", "Lesson"), ("stages", "Stages"))
"""They share the first pane, called `lesson`."""
PANES = (PAGES[0], ("editor", "Dockerfile"), PAGES[1])
"""In the order of the tabs where only one has room."""
DOCKERFILE, IGNORE = "editor", "ignore"
FILES = ((DOCKERFILE, "Dockerfile"), (IGNORE, ".dockerignore"))
"""The files that share the editor's pane, in a lab that has both."""
VIEWS = (("checks", "Checks"), ("build", "Build"), ("log", "Log"))
"""The views share the third pane, called `result`."""


def pane_of(spot: str) -> str:
    """Return the pane that holds a pane or view."""
    return "result" if spot in dict(VIEWS) else "lesson" if spot in dict(PAGES) else spot

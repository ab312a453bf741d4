"""A file of an image that is about to be shown: where it comes from, and what is shown if it cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tutor.errors import TutorError
from tutor.model.xray import State, WasteRow
from tutor.safe_text import clean
from tutor.tui.file_text import FileText, file_text
from tutor.tui.xray_leaves import Leaf
from tutor.tui.xray_view import Which, XRayView

ReadFile = Callable[[str, str], bytes]
"""(`yours` or `traditional`, path) -> the content, of a large file its start. Raises `TutorError`; may take long."""


@dataclass(frozen=True)
class Opening:
    """One wish to see a file."""

    which: Which
    path: str
    size: int
    refused: str = ""
    """Why its content cannot be shown; empty if it can."""

    @property
    def waiting(self) -> FileText:
        """Return what is shown until the content is here."""
        return FileText("reading", ("",))

    def read(self, read_file: ReadFile) -> FileText:
        """Return what to show; blocks."""
        if self.refused:
            return FileText("not shown", (self.refused,))
        try:
            return file_text(read_file(self.which, self.path), self.size)
        except TutorError as error:
            return FileText("cannot be read", tuple(clean(f"{error.message}\n\n{error.fix}").split("\n")))


def opening(view: XRayView, which: Which, leaf: Leaf) -> Opening:
    """Return the wish to see what a row stands for."""
    if isinstance(leaf.source, WasteRow) and leaf.source.reason != "duplicate":
        return Opening(which, leaf.path, leaf.size, _hidden(leaf.source.by.text if leaf.source.by else ""))
    item = leaf.item
    if item is not None and item.state is not State.VISIBLE:
        return Opening(which, leaf.path, leaf.size, _hidden(""))
    return Opening(which, leaf.path, item.size if item is not None else leaf.size)


def _hidden(by: str) -> str:
    return (
        f"A later layer hides this{f' ({by})' if by else ''}, so no container sees it and its content cannot be read "
        "from one. It ships all the same: it lies in its layer, and whoever has the image can take it out."
    )

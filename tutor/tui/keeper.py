"""The one way between the editor and the learner's file: no save overwrites what another program wrote."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from tutor.dockerfile import decode
from tutor.errors import TutorError
from tutor.workspace import Workspace


@dataclass(frozen=True)
class Synced:
    """What the editor should show after the file was looked at."""

    text: str
    notice: str = ""
    """What was taken over, in a sentence; empty if nothing was."""
    trouble: str = ""
    """Why the file could not be read or written; empty if all is well."""
    readable: bool = True


class Keeper:
    """Loads, saves and merges; safe to call from any thread."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._base = ""
        """The text that the editor and the file had in common last."""
        self._stamp = workspace.stamp()
        self._readable = True

    def load(self) -> Synced:
        """Return the text to start from; a draft that a crash left behind wins over the file."""
        with self._lock:
            found = self._read()
            draft = self._workspace.draft() if found.readable else None
            if draft is None or draft == found.text:
                return found
            self._workspace.keep(found.text, "before-draft")
            return Synced(draft, "Your last session ended early. Its unsaved text is back in the editor.")

    def sync(self, mine: str) -> Synced:
        """Bring the editor's text and the file together; return what the editor should show."""
        with self._lock:
            try:
                return self._sync(mine)
            except (OSError, TutorError) as error:
                self._save_draft(mine)
                return Synced(mine, trouble=_reason(error), readable=self._readable)

    def merge(self, mine: str, base: str) -> str:
        """Return the file's text with what was typed since `base` put in."""
        with self._lock:
            return self._workspace.merge(mine, base).text

    def data(self) -> bytes:
        """Return the file as it is."""
        with self._lock:
            return self._workspace.read()

    def _sync(self, mine: str) -> Synced:
        notice = ""
        if self._workspace.changed_since(self._stamp):
            taken = self._take_over(mine)
            if not taken.readable:
                return taken
            mine, notice = taken.text, taken.notice
        if self._readable and mine != self._base:
            self._workspace.save(mine)
            self._stamp = self._workspace.stamp()
            self._base = mine
            self._workspace.drop_draft()
        return Synced(mine, notice, readable=self._readable)

    def _take_over(self, mine: str) -> Synced:
        was_readable, base = self._readable, self._base
        found = self._read()
        if not found.readable:
            self._workspace.keep(mine, "before-unreadable")
            return found
        if not was_readable:
            return found
        if found.text == base:
            return Synced(mine)
        if mine == base:
            return Synced(found.text, "The file was changed outside. The editor shows the new text.")
        merged = self._workspace.merge(mine, base)
        return Synced(merged.text, "The file was changed outside. Both changes are in the editor now.")

    def _read(self) -> Synced:
        self._stamp = self._workspace.stamp()
        try:
            self._base, self._readable = decode(self._workspace.read()), True
        except TutorError as error:
            self._base, self._readable = "", False
            return Synced("", trouble=str(error), readable=False)
        return Synced(self._base)

    def _save_draft(self, text: str) -> None:
        try:
            self._workspace.save_draft(text)
        except (OSError, TutorError):
            return  # the disk that refuses the file may refuse the draft, too; the editor still has the text


def _reason(error: OSError | TutorError) -> str:
    if isinstance(error, TutorError):
        return str(error)
    return f"Your Dockerfile could not be saved: {error.strerror or error}. The text is safe in the editor and is tried again."

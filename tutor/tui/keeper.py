"""The one way between the editor and the learner's file: no save overwrites what another program wrote."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, replace

from tutor.dockerfile import decode
from tutor.errors import FileProblem, TutorError
from tutor.workspace import LearnerFile, merge


@dataclass(frozen=True)
class Synced:
    """What the editor should show after the file was looked at."""

    text: str
    notice: str = ""
    """What was taken over, in a sentence; empty if nothing was."""
    trouble: str = ""
    """Why the file could not be read or written; empty if all is well."""
    readable: bool = True
    outside: bool = False
    """Another program has saved a file with another content since the last look."""


class Keeper:
    """Loads, saves and merges; safe to call from any thread."""

    def __init__(self, file: LearnerFile) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._base = ""
        """The text that the editor and the file had in common last."""
        self._stamp = file.stamp()
        self._unreadable = ""
        """Why the file is no text; empty if it is."""

    def load(self) -> Synced:
        """Return the text to start from; a draft that a crash left behind wins over the file."""
        with self._lock:
            found = self._read()
            draft = self._file.draft() if found.readable else None
            if draft is None or draft == found.text:
                return found
            self._file.keep(found.text, "before-draft")
            return Synced(draft, "Your last session ended early. Its unsaved text is back in the editor.")

    def sync(self, mine: str) -> Synced:
        """Bring the editor's text and the file together; return what the editor should show."""
        with self._lock:
            try:
                return self._sync(mine)
            except (OSError, TutorError) as error:
                with suppress(OSError, TutorError):  # the disk that refuses the file may refuse this, too
                    self._file.save_draft(mine)
                return Synced(mine, trouble=_reason(error), readable=not self._unreadable)

    def put(self, text: str, mine: str, told: str) -> Synced:
        """Put another text in place, and say so; the learner's own, as in the editor, is kept beside it."""
        with self._lock:
            if not self._unreadable and mine != self._base:
                self._file.save(mine)
            kept = self._file.put(text)
            found = self._read()
            return Synced(
                found.text,
                f"{told} Yours is kept beside it as {kept.name}; in the editor, ctrl+z undoes this.",
            )

    def data(self) -> bytes:
        """Return the file as it is."""
        with self._lock:
            return self._file.read()

    def _sync(self, mine: str) -> Synced:
        found = self._take_over(mine) if self._file.changed_since(self._stamp) else Synced(mine)
        if self._unreadable:
            return Synced(found.text, trouble=self._unreadable, readable=False)
        if found.text != self._base:
            self._file.save(found.text)
            self._stamp = self._file.stamp()
            self._base = found.text
            self._file.drop_draft()
        return found

    def _take_over(self, mine: str) -> Synced:
        was_unreadable, base = self._unreadable, self._base
        found = self._read()
        if not found.readable:
            if not was_unreadable:
                self._file.keep(mine, "before-unreadable")
            return found
        saved = self._stamp is not None  # a file that was removed is no save
        if was_unreadable:
            return Synced(found.text, "The file is text again. The editor shows it.", outside=saved)
        if found.text == base:
            return Synced(mine)
        if mine == base:
            notice = "The file was changed outside. The editor shows the new text."
            return Synced(found.text, notice, outside=saved)
        return replace(self._merged(mine, base, found.text), outside=saved)

    def _merged(self, mine: str, base: str, theirs: str) -> Synced:
        merged = merge(base, mine, theirs)
        if not merged.conflicts:
            return Synced(merged.text, "The file was changed outside. Both changes are in the editor now.")
        kept = self._file.keep(mine, "before-merge")
        return Synced(
            merged.text,
            "The file was changed outside, on lines that you changed, too. Both versions stand one after the other; "
            f"your text as it was is kept as {kept.name}.",
        )

    def _read(self) -> Synced:
        self._stamp = self._file.stamp()
        try:
            self._base, self._unreadable = decode(self._file.read()), ""
        except FileProblem as problem:
            self._base = ""
            self._unreadable = "" if problem.kind == "empty" else str(problem)
        return Synced(self._base, trouble=self._unreadable, readable=not self._unreadable)


def _reason(error: OSError | TutorError) -> str:
    if isinstance(error, TutorError):
        return str(error)
    return f"{error.strerror or error}. The text is safe in the editor, and saving is tried again."

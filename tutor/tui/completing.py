"""Offers at the cursor what could follow; until someone goes into the list, every key does what it always does."""

from __future__ import annotations

from textual.events import Key
from textual.geometry import Offset

from tutor.dockerfile.completion import Candidate, Completion, complete
from tutor.dockerfile.surroundings import Surroundings
from tutor.tui.analysis import LIMIT
from tutor.tui.widgets.completion_list import CompletionList
from tutor.tui.widgets.editor import DockerfileEditor

_ASKED = ("ctrl+@", "ctrl+space")
"""One key: terminals send it as either."""
_MOVES = {"up": -1, "down": 1}


class Completing:
    """Brings the editor and the list together; the pane that holds both tells what happens."""

    def __init__(self, editor: DockerfileEditor, shown: CompletionList) -> None:
        self.known = Surroundings()
        self._editor, self._list = editor, shown
        self._is_typing = False
        """Whether the last key was one that writes, and the list has not followed yet."""
        self._seen: tuple[str, tuple[int, int]] | None = None
        """The text and the cursor that the list belongs to."""
        self._found: Completion | None = None
        self._refused: tuple[int, int] | None = None
        """Line and column of the word at which the learner has closed the list."""

    @property
    def is_open(self) -> bool:
        """Return whether the list is on the screen."""
        return self._list.is_open

    def key(self, event: Key) -> bool:
        """Return whether a key was meant for the list; the others write and move as ever."""
        if event.key in _ASKED:
            self.ask()
            return True
        if self._list.is_open and self._steers(event.key):
            return True
        self._is_typing = event.is_printable or (event.key == "backspace" and self._list.is_open)
        if self._is_typing:
            self._list.leave()
        return False

    def _steers(self, key: str) -> bool:
        """Do what a key means to the open list, and return whether it means anything."""
        if key == "escape":
            self._refuse()
        elif key == "tab" and not self._list.is_walked and len(self._list.candidates) > 1:
            self._list.walk(0)
        elif key == "tab" or (key == "enter" and self._list.is_walked):
            self.take(self._list.chosen or self._list.candidates[0])
        elif key in _MOVES and self._list.is_walked:
            self._list.walk(_MOVES[key])
        else:
            return False
        return True

    def ask(self) -> None:
        """Open the list with its first candidate chosen, on the learner's demand."""
        self._refused = None
        self._offer(asked=True)
        self._list.walk(0)

    def follow(self) -> bool:
        """Offer what fits and return True after a pause in typing; after any other change of the text, nothing."""
        if self._is_typing:
            self._is_typing = False
            self._offer(asked=False)
            return True
        if self._seen != self._now:
            self.close()
        return False

    def moved(self) -> None:
        """Close the list if the cursor has gone away from its place without any typing."""
        if self._list.is_open and not self._is_typing and self._seen != self._now:
            self.close()

    def close(self) -> None:
        """Take the list off the screen."""
        self._list.close()
        self._found = self._seen = None

    def take(self, candidate: Candidate) -> None:
        """Put a candidate in place of what was typed, if it still fits there."""
        if self._seen != self._now:
            self._offer(asked=True)
        found = self._found
        self.close()
        if found is None or candidate not in found.candidates or self._editor.read_only:
            return
        row = found.line - 1
        text = candidate.text
        if self._editor.document.get_line(row)[found.end : found.end + 1] == " ":
            text = text.removesuffix(" ")
        self._is_typing = True  # what comes next may be offered at once
        self._editor.replace(text, (row, found.start), (row, found.end), maintain_selection_offset=False)
        self._editor.move_cursor((row, found.start + len(text)))

    @property
    def _now(self) -> tuple[str, tuple[int, int]]:
        return self._editor.text, self._editor.cursor_location

    def _offer(self, *, asked: bool) -> None:
        text, (row, column) = self._seen = self._now
        is_fit = self._editor.has_focus and not self._editor.read_only and len(text) <= LIMIT
        self._found = complete(text, row + 1, column, self.known, asked=asked) if is_fit else None
        if self._found is None or (not asked and self._refused == (row, self._found.start)):
            self._list.close()
            return
        self._refused = None
        self._list.open(
            self._found, self._editor.cursor_screen_offset - Offset(column - self._found.start, 0)
        )

    def _refuse(self) -> None:
        if self._found is not None:
            self._refused = (self._found.line - 1, self._found.start)
        self.close()

"""The mistakes found in labs: collected, not raised one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tutor.errors import ContentProblem
from tutor.safe_text import clean_line

_NAME_LIMIT = 80
LINES_LIMIT = 200
"""Mistakes that are told at once; nobody reads more."""


@dataclass
class Problems:
    """All mistakes of a course."""

    _found: set[tuple[str, int, str]] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self._found)

    def ordered(self) -> list[tuple[str, int, str]]:
        """Return (file, line, sentence) of each, in the order of files and lines."""
        return sorted(self._found)

    def add(self, file: str, line: int, sentence: str) -> None:
        """Keep one mistake; `line` counts from 1."""
        self._found.add((file, line, clean_line(sentence)))

    def raise_any(self) -> None:
        """Raise `ContentProblem` with one sorted line a mistake, if there are any."""
        if not self._found:
            return
        lines = [f"{file}:{line}: {sentence}" for file, line, sentence in self.ordered()]
        if more := len(lines[LINES_LIMIT:]):
            lines[LINES_LIMIT:] = [f"And {more:,} more."]
        raise ContentProblem("\n".join(lines), "Correct the files, then try again.")


@dataclass(frozen=True)
class Report:
    """Where the mistakes of one file go."""

    problems: Problems
    file: str
    """As shown: `labs/two-stages/lab.yaml`."""

    def add(self, line: int, sentence: str) -> None:
        """Keep one mistake of this file."""
        self.problems.add(self.file, line, sentence)


def shown(name: object) -> str:
    """Return a word from a file as it may stand in a message: one harmless line in backquotes."""
    return f"`{clean_line(str(name), _NAME_LIMIT)}`"


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that another is probably a misspelling of, or None."""
    import difflib

    return next(iter(difflib.get_close_matches(word[:_NAME_LIMIT], list(known), 1)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ` Did you mean ...?` with the closest known word, else the list of what there is."""
    names = list(known)
    if meant := closest(word, names):
        return f" Did you mean {shown(meant)}?"
    return f" There are: {', '.join(shown(n) for n in names)}." if names else ""

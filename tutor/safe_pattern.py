"""Search with regular expressions that strangers wrote: in bounded time.

Python's own `re` cannot be stopped, and `(a+)+$` takes longer than anybody waits on forty letters. The package `regex` reads the
same expressions and has a time limit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from tutor.errors import TutorError
from tutor.pattern_tree import tree_of, written_out
from tutor.safe_text import clean_line

SECONDS = 1.0
"""Seconds that one search may take; an expression that is well made needs a thousandth of that."""
PATTERN_LIMIT = 1_000
"""Characters of an expression."""
ITEMS_LIMIT = 20_000
"""Items of an expression whose repetitions are written out: so much memory it takes."""


class Hit(Protocol):
    """What a search found."""

    def __getitem__(self, group: int, /) -> str | None: ...


class PatternTooSlow(TutorError):
    """A search was stopped; it is the lab that is to blame, not what was searched."""


def search(pattern: str, text: str, seconds: float = SECONDS) -> Hit | None:
    """Return the first place of `text` that a pattern fits, or None; raises `PatternTooSlow`."""
    import regex

    try:
        hit: Hit | None = regex.search(pattern, text, flags=regex.VERSION0, timeout=seconds)
    except (TimeoutError, MemoryError, RecursionError) as e:
        raise _too_slow(pattern) from e
    return hit


@dataclass(frozen=True)
class BoundedPattern:
    """A pattern that many texts are matched with as a whole, each in bounded time."""

    pattern: str
    written: str
    """As messages name it."""
    seconds: float = 0.1

    def fullmatch(self, text: str) -> Hit | None:
        """Return whether all of a text fits; raises `PatternTooSlow`."""
        try:
            hit: Hit | None = self._compiled.fullmatch(text, timeout=self.seconds)
        except (TimeoutError, MemoryError, RecursionError) as e:
            raise _too_slow(self.written) from e
        return hit

    @cached_property
    def _compiled(self) -> Any:
        import regex

        return regex.compile(self.pattern, regex.VERSION0 | regex.DOTALL)


def _too_slow(pattern: str) -> PatternTooSlow:
    return PatternTooSlow(
        f"The pattern “{clean_line(pattern, 80)}” of this lab takes too long on what was found.",
        "Tell the lab's author: `tutor lab lint` names such patterns.",
    )


def trouble(pattern: str) -> str:
    """Return why a pattern cannot be searched for; empty if it can."""
    import regex

    try:
        if written_out(tree_of(pattern)) > ITEMS_LIMIT:
            return f"it asks for more than {ITEMS_LIMIT:,} repetitions"
        regex.compile(pattern, regex.VERSION0)
    except (re.error, regex.error, OverflowError, RecursionError, MemoryError) as e:
        return str(e)
    return ""

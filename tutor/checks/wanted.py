"""Words that a text must have, or must not: the same options wherever a check looks at a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tutor.model.check_options import OptionSpec
from tutor.safe_pattern import search
from tutor.safe_text import clean_line

MOST_TEXT = 256_000
"""Characters in which a regular expression is looked for; a search also ends by time."""
TEXT_OPTIONS = {
    "contains": OptionSpec("strings", sentence="Words that must be in it."),
    "lacks": OptionSpec("strings", sentence="Words that must not be in it."),
    "matches": OptionSpec(
        "strings", pattern=True, sentence="Regular expressions of which each must match somewhere in it."
    ),
    "not_matches": OptionSpec(
        "strings", pattern=True, sentence="Regular expressions of which none may match anywhere in it."
    ),
}


@dataclass(frozen=True)
class Trouble:
    """What a text lacks, or has too much."""

    expected: str
    found: str


@dataclass(frozen=True)
class Wanted:
    """What a text must and must not have."""

    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    not_matches: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, Any], prefix: str = "") -> Wanted:
        """Return what the options of a check ask for; their names may have a prefix."""
        return cls(*(_texts(values.get(prefix + name, ())) for name in TEXT_OPTIONS))

    @property
    def words(self) -> str:
        """Return what is wanted, for a sentence; empty for nothing."""
        return ", ".join(
            [f"“{w}”" for w in (*self.contains, *self.matches)]
            + [f"no “{w}”" for w in (*self.lacks, *self.not_matches)]
        )

    def trouble(self, text: str) -> Trouble | None:
        """Return the first thing that is not as wanted, or None."""
        bounded = text[:MOST_TEXT]
        for word in self.contains:
            if word not in text:
                return Trouble(f"with “{word}”", f"it is not in it; it begins with {_beginning(text)}")
        for pattern in self.matches:
            if not search(pattern, bounded):
                return Trouble(f"that matches “{pattern}”", f"it does not; it begins with {_beginning(text)}")
        for word in self.lacks:
            if word in text:
                return Trouble(f"without “{word}”", "it is in it")
        for pattern in self.not_matches:
            if hit := search(pattern, bounded):
                return Trouble(f"that does not match “{pattern}”", f"“{clean_line(hit[0] or '', 80)}” does")
        return None


def _beginning(text: str) -> str:
    return f"“{clean_line(text, 60)}”" if text.strip() else "nothing: it is empty"


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(v) for v in values)

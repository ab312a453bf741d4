"""What a family of checks declares of itself: the options that it takes, so that labs can be validated, and its rank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class Rank(IntEnum):
    """What a failure is about. Of several failures the first in this order is explained: it may be the reason of the others."""

    FILE = 1
    PARSE = 2
    STAGES = 3
    BUILD = 4
    START = 5
    SERVE = 6
    CONTENTS = 7
    SIZE = 8

    @property
    def words(self) -> str:
        """Return what such a check is about, as in `the build`."""
        return _WORDS[self]


_WORDS = {
    Rank.FILE: "the file",
    Rank.PARSE: "its syntax",
    Rank.STAGES: "its stages",
    Rank.BUILD: "the build",
    Rank.START: "the start",
    Rank.SERVE: "the running container",
    Rank.CONTENTS: "the contents",
    Rank.SIZE: "the size",
}


@dataclass(frozen=True)
class OptionSpec:
    """One option of a check."""

    type: str
    """`string`, `integer`, `number`, `boolean`, `strings` (a list), `commands` (a list of such lists) or `mapping` (of strings)."""
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    sentence: str = ""
    """What it is for, for authors."""
    choices: tuple[str, ...] = ()
    """The only texts that it may have; any if there are none."""
    like: str = ""
    """A regular expression that each text must match as a whole."""
    pattern: bool = False
    """Whether each text is a regular expression."""


@dataclass(frozen=True)
class CheckOptions:
    """All options of one family, by name."""

    options: Mapping[str, OptionSpec]
    rank: Rank = Rank.CONTENTS
    any_of: tuple[str, ...] = ()
    """Options of which at least one must be there."""
    other_images: bool = True
    """Whether it can judge another image than the one that a plain build makes."""

"""A logical line taken apart: keyword, flags, and the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutor.dockerfile.words import BLANKS, SPACES

_KEYWORD = re.compile(rf"[^{BLANKS}]*+")
_GAP = re.compile(rf"[{SPACES}]*+")
_FLAG = re.compile(
    rf"""(?:[^{SPACES}"'\\]++|"(?:[^"\\]++|\\.?)*+"?|'(?:[^'\\]++|\\.?)*+'?|\\.?)++""", re.DOTALL
)
_QUOTES = re.compile(r"""'((?:[^'\\]++|\\.?)*+)'?|"((?:[^"\\]++|\\.?)*+)"?|\\(.?)""", re.DOTALL)
_SPECIAL = re.compile(r"""['"\\]""")
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)


@dataclass(frozen=True)
class Command:
    """The parts of a logical line, as offsets into its text."""

    text: str
    keyword: tuple[int, int]
    flags: tuple[tuple[int, int], ...]
    rest: tuple[int, int]
    """What follows the flags, without blanks at its ends."""

    @property
    def name(self) -> str:
        """Return the keyword in upper case."""
        return self.text[slice(*self.keyword)].upper()

    @property
    def arguments(self) -> str:
        """Return the text behind the flags."""
        return self.text[slice(*self.rest)]

    def word(self, index: int) -> tuple[int, int]:
        """Return where the word `index` of the rest stands; the whole rest if it has no such word."""
        for number, found in enumerate(re.finditer(rf"[^{BLANKS}]+", self.arguments)):
            if number == index:
                return self.rest[0] + found.start(), self.rest[0] + found.end()
        return self.rest if self.rest[0] < self.rest[1] else self.keyword


def split(text: str, start: int = 0) -> Command:
    """Return the parts of `text` from `start` on."""
    end = len(text.rstrip(SPACES))
    start = min(end, len(text) - len(text[start:].lstrip(SPACES)))
    found = _KEYWORD.match(text, start, end)
    keyword = (start, found.end() if found else start)
    flags, rest = _flags(text, keyword[1], end)
    return Command(text, keyword, flags, (rest, end))


def _flags(text: str, at: int, end: int) -> tuple[tuple[tuple[int, int], ...], int]:
    """Return where the flags stand and where the rest begins."""
    flags = []
    at = _skip(text, at, end)
    while text.startswith("--", at, end):
        found = _FLAG.match(text, at, end)
        assert found is not None  # noqa: S101 - two dashes always match
        at = _skip(text, found.end(), end)
        if bare(found.group()) == "--":
            break
        flags.append(found.span())
    return tuple(flags), at


def bare(flag: str) -> str:
    """Return a flag without its quotes; unlike in a shell, a backslash counts in single quotes, too."""
    if not _SPECIAL.search(flag):
        return flag
    return _QUOTES.sub(lambda m: _ESCAPE.sub(r"\1", m[1] or m[2] or "") or m[3] or "", flag)


def _skip(text: str, at: int, end: int) -> int:
    found = _GAP.match(text, at, end)
    return found.end() if found else at

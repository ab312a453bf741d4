"""Find where a logical line opens here-documents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutor.dockerfile.command import split
from tutor.dockerfile.keywords import HEREDOC, JSON_FORM
from tutor.dockerfile.words import SPACES, json_list, unquote

_BRACES = r"\$\{(?:\w+|[@*#?$!-])(?:[:+?#%/-](?:[^{}]++|\$?\{[^{}]*+\})*+)?\}"
_TOKEN = re.compile(
    rf"""(?P<blank>[{SPACES}]++)
    |(?P<opening><<[{SPACES}]*+)
    |(?P<word>[^{SPACES}'"\\$<]++|<|\\.?|'[^']*+'|"(?:[^"\\$]++|\\.|{_BRACES}|\$(?!\{{))*+"|{_BRACES}|\$(?!\{{))""",
    re.DOTALL | re.VERBOSE,
)
_OPENING = re.compile(rf"(\d*)<<(-?)([{SPACES}]*)([^<]+)", re.ASCII)


@dataclass(frozen=True)
class Opening:
    """One `<<NAME`, as offsets into the logical line."""

    name: str
    """The line that ends the here-document."""
    strips_tabs: bool
    spaced: bool
    """Whether blanks follow `<<`: only newer engines take that for a here-document."""
    start: int
    end: int


def openings(text: str) -> tuple[Opening, ...]:
    """Return the here-documents that an instruction opens; none for instructions that cannot have any."""
    if "<<" not in text or not _may_open(text):
        return ()
    found = (_opening(text, start, end) for start, end in _shell_words(text))
    return tuple(f for f in found if f is not None)


def _may_open(text: str) -> bool:
    command = split(text)
    if command.name == "ONBUILD":
        command = split(text, command.rest[0])
    if command.name not in HEREDOC:
        return False
    return command.name not in JSON_FORM or json_list(command.arguments) is None


def _shell_words(text: str) -> list[tuple[int, int]]:
    """Return where the words of a shell would stand; none if a quote or a brace is left open."""
    words, start, at = [], None, 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            return []
        if token.lastgroup != "blank":
            start = at if start is None else start
        elif start is not None:
            words.append((start, at))
            start = None
        at = token.end()
    if start is not None:
        words.append((start, at))
    return words


def _opening(text: str, start: int, end: int) -> Opening | None:
    found = _OPENING.fullmatch(text, start, end)
    name = unquote(found[4]) if found else ""
    if found is None or not name:
        return None
    return Opening(name, bool(found[2]), bool(found[3]), start, end)

"""Find where a text uses variables, as the Dockerfile or a shell would put in their values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAME = r"[A-Za-z_]\w*"


def _scanner(escape: str) -> re.Pattern[str]:
    e = re.escape(escape)
    return re.compile(
        rf"""{e}.|'[^']*'|"(?P<inner>(?:[^"{e}]|{e}.)*+)"|\$(?:(?P<plain>{_NAME})|\{{(?P<braced>{_NAME})\}})""",
        re.DOTALL | re.ASCII,
    )


_SCANNERS = {escape: _scanner(escape) for escape in ("\\", "`")}
_INNER = {
    escape: re.compile(
        rf"{re.escape(escape)}.|\$(?:(?P<plain>{_NAME})|\{{(?P<braced>{_NAME})\}})", re.DOTALL | re.ASCII
    )
    for escape in ("\\", "`")
}
"""Within double quotes a single quote is a character like any other."""


@dataclass(frozen=True)
class Use:
    """One `$NAME` or `${NAME}`; one with a default, as in `${NAME:-x}`, is none, because it is prepared for nothing."""

    name: str
    start: int
    end: int


def uses(text: str, start: int = 0, escape: str = "\\") -> Iterator[Use]:
    """Yield the variables used in `text` from `start` on, as offsets into it; nothing in single quotes counts."""
    for found in _SCANNERS[escape].finditer(text, start):
        if found["inner"] is not None:
            yield from _named(_INNER[escape].finditer(text, *found.span("inner")))
        else:
            yield from _named(iter((found,)))


def _named(matches: Iterator[re.Match[str]]) -> Iterator[Use]:
    for found in matches:
        name = found["plain"] or found["braced"]
        if name:
            yield Use(name, *found.span())


def sets_itself(command: str, name: str) -> bool:
    """Return whether a shell command gives a value to the variable that it uses, or reads a file that may."""
    given = rf"(?<![\w$-]){name}=|\b(?:for|read|export|local|getopts)\b[^;&|\n]*\b{name}\b"
    return re.search(rf"{given}|(?:^|[;&|({{\n]\s*)(?:\.|source|eval)\s", command) is not None

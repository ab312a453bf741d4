"""Tell a line that goes on from the one above, which has no backslash at its end, from an unknown instruction."""

from __future__ import annotations

import difflib
import re

from tutor.dockerfile.command import split
from tutor.dockerfile.keywords import FLAGS
from tutor.dockerfile.logical_line import LogicalLine
from tutor.model.dockerfile import Problem

_COMMANDS = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD", "RUN"})
_PAIRS = frozenset({"ARG", "ENV", "LABEL"})
_OPERATOR = re.compile(r"(?:&&|\|\|?|;)")
_OPTION = re.compile(r"--?[A-Za-z]")
_PAIR = re.compile(r"[\w.-]+=")
_LEFT_OPEN = re.compile(r"(?:&&|\|\|?)\s*$")


def missing_continuation(
    above: LogicalLine, before: LogicalLine, line: LogicalLine, escape: str
) -> Problem | None:
    """Return the problem of an unknown instruction if it reads like a part of the instruction above, else None.

    `above` is the last instruction that is known; `before` is the line just before this one, which may be as lost as this.
    """
    command = split(line.text)
    word = line.text[slice(*command.keyword)]
    if above.heredocs or not word or not _goes_on(above, before, line, word):
        return None
    message = f"This goes on from line {before.end[0]}, {_how(before, escape)}"
    code = "as-missing" if split(above.text).name == "FROM" else "missing-continuation"
    return Problem(code, message, line.span(*command.keyword))


def _how(before: LogicalLine, escape: str) -> str:
    sign = "backslash" if escape == "\\" else "backtick"
    if before.text.rstrip().endswith(" /"):
        return f"but a slash at the end does not do that. Write a {sign} there."
    return f"which has no {sign} at its end. Add one there."


def _goes_on(above: LogicalLine, before: LogicalLine, line: LogicalLine, word: str) -> bool:
    outer = split(above.text)
    if outer.name == "FROM":
        return word.upper() == "AS"
    if outer.name in _COMMANDS and (_OPERATOR.match(word) or _is_open(outer.arguments, before.text)):
        return True
    if _OPTION.match(word):
        return outer.name in _COMMANDS or word.startswith("--")
    if outer.name in _PAIRS:
        return _PAIR.match(line.text.lstrip()) is not None
    indented = line.pieces[0].column > above.pieces[0].column
    return indented and outer.name in (*_COMMANDS, "COPY", "ADD") and not _is_mistyped(word)


def _is_open(arguments: str, before: str) -> bool:
    """Return whether something has to follow: the right side of an operator, or the rest of a list."""
    unclosed = arguments.startswith('["') and not before.rstrip().endswith("]")
    return unclosed or _LEFT_OPEN.search(before) is not None


def _is_mistyped(word: str) -> bool:
    """Return whether a word is most likely an instruction with a typing error."""
    return len(word) < 30 and bool(difflib.get_close_matches(word.upper(), list(FLAGS), 1, 0.75))

"""The words of a FROM line: an image, and perhaps `AS` and a name."""

from __future__ import annotations

import re

from tutor.dockerfile.command import Command, split
from tutor.dockerfile.logical_line import LogicalLine
from tutor.dockerfile.requirements import trailing_comment
from tutor.dockerfile.swallowed import swallowed
from tutor.dockerfile.words import plain_words, shown
from tutor.model.dockerfile import Instruction, Problem

_NAME = re.compile(r"[a-z][a-z0-9-_.]*", re.ASCII)


def stage_name(instruction: Instruction) -> str | None:
    """Return the name given to the stage, one without its `AS` included."""
    words = instruction.arguments
    if len(words) >= 3 and words[1].upper() == "AS":
        return words[2]
    if len(words) == 2 and words[1].upper() != "AS":
        return words[1]
    return None


def check_from(line: LogicalLine) -> Problem | None:
    """Return what every engine refuses about a FROM line, or None."""
    command = split(line.text)
    words = plain_words(command.arguments)
    if not words:
        return Problem(
            "missing-arguments",
            "`FROM` needs an image: `FROM node:18-alpine`.",
            line.span(*command.keyword),
        )
    if len(words) == 1:
        return None
    if len(words) == 3 and words[1].upper() == "AS":
        return _check_name(line, command, words[2])
    return _wrong_words(line, command, words)


def _check_name(line: LogicalLine, command: Command, name: str) -> Problem | None:
    if _NAME.fullmatch(name.lower()):
        return None
    message = f"{shown(name)} cannot be the name of a stage. Begin with a letter, and use letters, digits, `-`, `_` and `.`."
    return Problem("invalid-stage-name", message, line.span(*command.word(2)))


def _wrong_words(line: LogicalLine, command: Command, words: tuple[str, ...]) -> Problem:
    """Return the problem of a FROM with two words, with three but no AS, or with more."""
    for found in swallowed(line):
        return found.problem("error")
    for number, word in enumerate(words):
        if word.startswith("#"):
            return trailing_comment(line, (command.word(number)[0], command.rest[1]))
    if words[1].upper() == "AS":
        return _wrong_name(line, command, words)
    fixed = shown(f"FROM {words[0]} AS {words[-1] if len(words) == 3 else words[1]}")
    if len(words) == 2:
        message = f"`AS` is missing before the name {shown(words[1])}. Write {fixed}."
    else:
        message = f"`AS` has to stand between the image and the name. Write {fixed}."
    return Problem("as-missing", message, line.span(*command.word(1)))


def _wrong_name(line: LogicalLine, command: Command, words: tuple[str, ...]) -> Problem:
    if len(words) == 2:
        message = f"The name behind `AS` is missing. Write {shown(f'FROM {words[0]} AS build')}."
        return Problem("missing-arguments", message, line.span(*command.word(1)))
    fixed = shown(f"FROM {words[0]} AS {'-'.join(words[2:4])}")
    place = (command.word(3)[0], command.rest[1])
    return Problem(
        "bad-arguments",
        f"The name of a stage is one word, and nothing follows it. Write {fixed}.",
        line.span(*place),
    )

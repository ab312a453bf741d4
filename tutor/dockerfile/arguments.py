"""What stands behind the keyword and the flags: words, a JSON list, or plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutor.dockerfile.command import Command, split
from tutor.dockerfile.keywords import JSON_FORM, WORD_LIST
from tutor.dockerfile.words import BLANKS, SPACES, json_list, plain_words, quoted_words

_BLANKS = re.compile(f"[{BLANKS}]+")


@dataclass(frozen=True)
class Arguments:
    """The arguments as the model has them."""

    words: tuple[str, ...]
    json_form: bool = False
    mixed_list: bool = False
    """Whether this is a JSON list of something else than strings."""


def read_arguments(command: Command, escape: str) -> Arguments:
    """Return the arguments of an instruction."""
    text = command.arguments
    if command.name == "ONBUILD" and text:
        inner = split(command.text, command.rest[0])
        found = _whole(inner.arguments) if inner.name == "ONBUILD" else read_arguments(inner, escape)
        return Arguments((inner.name, *found.words), found.json_form, found.mixed_list)
    if command.name == "HEALTHCHECK" and text:
        return _health(text)
    if command.name in JSON_FORM:
        return _maybe_json(text, command.name in WORD_LIST)
    if command.name in WORD_LIST:
        return Arguments(plain_words(text))
    if command.name == "ARG":
        return Arguments(quoted_words(text, escape))
    if command.name in ("ENV", "LABEL"):
        return Arguments(_pairs(text, escape))
    return _whole(text)


def _whole(text: str) -> Arguments:
    return Arguments((text,) if text else ())


def _maybe_json(text: str, as_words: bool) -> Arguments:
    items = json_list(text)
    if items is None:
        return Arguments(plain_words(text)) if as_words else _whole(text)
    strings = tuple(item for item in items if isinstance(item, str))
    return Arguments(strings, True, len(strings) != len(items))


def _health(text: str) -> Arguments:
    """Return the type, `CMD` or `NONE`, and what follows it."""
    kind = re.split(f"[{SPACES}]", text, maxsplit=1)[0]
    found = _maybe_json(text[len(kind) :].lstrip(SPACES), as_words=False)
    return Arguments((kind, *found.words), found.json_form, found.mixed_list)


def _pairs(text: str, escape: str) -> tuple[str, ...]:
    """Return `NAME=value` words, or name and value of the old form `ENV NAME the value`."""
    words = quoted_words(text, escape)
    return tuple(_BLANKS.split(text, maxsplit=1)) if words and "=" not in words[0] else words

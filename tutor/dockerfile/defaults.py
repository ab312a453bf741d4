"""The arguments before the first FROM, with their default values."""

from __future__ import annotations

import re

from tutor.dockerfile.words import unquote

_LIMIT = 500
"""Characters of a value that is still filled in; no image reference is longer."""
_VARIABLE = re.compile(r"(?<!\\)\$(?:(\w+)|\{(\w+)(?:(:?[-+])([^{}$]*))?\})", re.ASCII)
_DEPTH = 4


class Defaults:
    """Values by name; arguments without a default are not known."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def define(self, words: tuple[str, ...]) -> None:
        """Take the words of one ARG instruction."""
        for word in words:
            name, equals, value = word.partition("=")
            if equals and len(value) <= _LIMIT:
                self._values[name] = self.fill(unquote(value))

    def fill(self, text: str) -> str:
        """Return `text` with `$NAME`, `${NAME}` and `${NAME:-default}` filled in where a value is known."""
        for _ in range(_DEPTH):
            if len(text) > _LIMIT:
                return text
            filled = _VARIABLE.sub(self._value, text)
            if filled == text or len(filled) > _LIMIT:
                return text
            text = filled
        return text

    def _value(self, found: re.Match[str]) -> str:
        value = self._values.get(found[1] or found[2])
        operator, other = found[3] or "", found[4] or ""
        if operator.startswith(":") and value == "":
            value = None
        if operator.endswith("-"):
            return other if value is None else value
        if operator.endswith("+"):
            return "" if value is None else other
        return found[0] if value is None else value

"""Globs for paths in an image."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

from tutor.safe_pattern import BoundedPattern

_FEW = 2
"""Wildcards and choices; with more, the ways to read a path multiply, and a match gets a time limit."""
_OPEN = re.compile(r"\*\*/|\*+|\{")


class Matcher(Protocol):
    """What tells whether a path fits."""

    @property
    def pattern(self) -> str:
        """The regular expression."""

    def fullmatch(self, text: str, /) -> object | None:
        """Return something if all of a text fits; raises `PatternTooSlow`."""


@lru_cache(maxsize=256)
def glob(pattern: str) -> Matcher:
    """Return a matcher for a path glob: `**` spans folders, `*` and `?` stay within one, `{a,b}` is a choice."""
    out, i, depth = "", 0, 0
    choices = re.fullmatch(r"[^{}]*(?:\{[^{}]*\}[^{}]*)*", pattern) is not None
    while i < len(pattern):
        if pattern.startswith("**/", i):
            out, i = out + "(?:[^/]+/)*", i + 3
        elif pattern.startswith("**", i):
            out, i = out + ".*", i + 2
        else:
            c = pattern[i]
            depth += choices * ((c == "{") - (c == "}" and depth > 0))
            if c == "{" and choices:
                out += "(?:"
            elif c == "}" and choices and out.count("(?:") > 0:
                out += ")"
            elif c == "," and depth:
                out += "|"
            else:
                out += {"*": "[^/]*", "?": "[^/]"}.get(c, re.escape(c))
            i += 1
    if len(_OPEN.findall(pattern)) > _FEW:
        return BoundedPattern(out, pattern)
    return re.compile(out, re.DOTALL)

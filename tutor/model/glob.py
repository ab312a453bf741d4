"""Globs for paths in an image."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=256)
def glob(pattern: str) -> re.Pattern[str]:
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
    return re.compile(out, re.DOTALL)

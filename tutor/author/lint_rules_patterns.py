"""Rules about regular expressions and globs: none may take for ever, whatever it is searched in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tutor.author.backtracking import slow_part
from tutor.author.lint_finding import LintFinding
from tutor.author.lint_view import LintView, Rule

_MOST_STARS = 8
"""Wildcards of one glob; each more multiplies the ways to read a path."""


def slow_patterns(view: LintView) -> Iterator[LintFinding]:
    """A regular expression that can be read in too many ways."""
    for check in view.checks:
        declared = view.known[check.kind].options if check.kind in view.known else {}
        for name, value in check.options.items():
            spec = declared.get(name)
            if spec is not None and spec.pattern:
                yield from _slow(view, ("checks", check.id, "options", name), value)


def _slow(view: LintView, path: tuple[str | int, ...], value: Any) -> Iterator[LintFinding]:
    for place, pattern in _texts(value):
        if why := slow_part(pattern):
            yield view.error(
                "slow-pattern",
                (*path, *place),
                f"`{pattern[:80]}` can take for ever on a text that does not fit: {why}.",
                "Repeat only what begins or ends with a character of its own, as in `( \\w+)*`.",
            )


def many_stars(view: LintView) -> Iterator[LintFinding]:
    """A glob with so many wildcards that a path takes long."""
    for check in view.checks:
        declared = view.known[check.kind].options if check.kind in view.known else {}
        for name, value in check.options.items():
            spec = declared.get(name)
            for place, text in _texts(value) if spec is not None and "glob" in spec.sentence.lower() else ():
                if text.replace("**", "*").count("*") > _MOST_STARS:
                    yield view.error(
                        "slow-glob",
                        ("checks", check.id, "options", name, *place),
                        f"`{text[:80]}` has more than {_MOST_STARS} wildcards, and can take for ever.",
                        "Write several globs with fewer.",
                    )


def _texts(value: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each text of an option's value, with the way to it."""
    if isinstance(value, str):
        yield (), value
    elif isinstance(value, Mapping):
        yield from (((key,), str(text)) for key, text in value.items())
    elif isinstance(value, tuple):
        yield from (((n,), text) for n, text in enumerate(value) if isinstance(text, str))


RULES: tuple[Rule, ...] = (slow_patterns, many_stars)

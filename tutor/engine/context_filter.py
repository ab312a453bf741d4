"""What of a build context is let through: patterns that exclude, patterns that include, paths to follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.engine.follow_links import follow_links, without_inner
from tutor.engine.ignore_patterns import Hits, IgnorePatterns, Pattern

_WILD = frozenset("*[]?^\\")


@dataclass(frozen=True, slots=True)
class Above:
    """What is known of a folder when its entries are judged."""

    included: Hits = ()
    excluded: Hits = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one path."""

    is_let_through: bool
    is_out: bool = False
    """Neither it nor anything in it can be let through."""
    below: Above = Above()


_OUT = Verdict(False, is_out=True)


class ContextFilter:
    """Judges the paths of one context."""

    def __init__(
        self, root: str, excludes: Sequence[str], includes: Sequence[str], follow: Sequence[str]
    ) -> None:
        """Raises `BadPattern`."""
        wanted = _wanted(root, includes, follow)
        self._is_limited = bool(wanted)
        self._includes = IgnorePatterns(wanted)
        self._excludes = IgnorePatterns(excludes)
        self._ways_in = _prefixes([p for p in self._includes.patterns if not p.is_exception])
        self._ways_back = _prefixes([p for p in self._excludes.patterns if p.is_exception])

    def judge(self, path: str, is_folder: bool, above: Above) -> Verdict:
        """Return what becomes of a path whose folder has been judged before."""
        is_let_through = True
        included: Hits = ()
        excluded: Hits = ()
        if self._is_limited:
            is_let_through, included = self._includes.follow(path, above.included)
            if not is_let_through and is_folder and not _leads_on(path, self._ways_in):
                return _OUT
        if self._excludes.patterns:
            is_excluded, excluded = self._excludes.follow(path, above.excluded)
            if is_excluded and is_folder and not _leads_on(path, self._ways_back):
                return _OUT
            is_let_through = is_let_through and not is_excluded
        return Verdict(is_let_through, below=Above(included, excluded))


def _wanted(root: str, includes: Sequence[str], follow: Sequence[str]) -> list[str]:
    """Return the patterns of what is wanted; none means everything."""
    needed = follow_links(root, list(follow)) if follow else None
    if needed is None:
        return list(includes)
    return without_inner([*includes, *needed]) or []


def _prefixes(patterns: list[Pattern]) -> list[str] | None:
    """Return the plain beginnings of paths that patterns can match, with a slash; None if they may match anywhere."""
    plain = [p.text.removesuffix("/**").removesuffix("/*") for p in patterns]
    return None if any(_WILD & set(text) for text in plain) else [text + "/" for text in plain]


def _leads_on(folder: str, prefixes: list[str] | None) -> bool:
    return prefixes is None or any(prefix.startswith(folder + "/") for prefix in prefixes)

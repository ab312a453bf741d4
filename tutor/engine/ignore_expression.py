"""Patterns -> expressions as Docker makes them -> nodes.

Docker hands a pattern to Go's regular expressions and escapes only some characters: `a\\d*` has a digit, `a|b*` two ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.engine.ignore_automaton import At, Either, Many, Node, One, Row
from tutor.engine.ignore_classes import BadExpression, read_char, read_class, read_group

_ANY_FOLDERS = "(.*/)?"
_COUNT = re.compile(r"\{(0|[1-9][0-9]*)(,(0|[1-9][0-9]*)?)?\}")
_MOST_REPEATS = 1000
_PLACES = {"\\A": "start", "\\z": "end", "\\b": "word edge", "\\B": "no word edge", "^": "start", "$": "end"}
_ANY = One(lambda char: char != "\n")
_FOLDERS = Many(Row((Many(_ANY, 0, None), One("/".__eq__))), 0, 1)


def translate(pattern: str) -> tuple[str, str]:
    """Return how Docker matches a pattern, and its expression.

    The first is `exact`, `prefix` (without the two stars at the end), `suffix` (without those at the beginning) or `expression`.
    """
    how, parts = "exact", ["^"]
    chars = iter(_scan(pattern.removeprefix("\ufeff")))
    for index, (piece, is_last) in enumerate(chars):
        if piece.startswith("**"):
            how, part = _translate_stars(how, is_last)
            how = "suffix" if index == 0 else how
        else:
            part = _PARTS.get(piece) or ("\\" + piece if piece in ".+()$" else piece)
            how = "expression" if piece in _PARTS or piece in "[]" or len(piece) == 2 else how
        parts.append(part)
    return how, "".join(parts) + "$"


_PARTS = {"*": "[^/]*", "?": "[^/]"}


def _translate_stars(how: str, is_last: bool) -> tuple[str, str]:
    if not is_last:
        return "expression", _ANY_FOLDERS
    return ("prefix", "") if how == "exact" else ("expression", ".*")


def _scan(pattern: str) -> Iterator[tuple[str, bool]]:
    """Yield one character each, or an escaped one, or `**` with a slash behind it, and whether it is the last."""
    tokens = re.findall(r"\*\*/?|\\.|.", pattern, re.DOTALL)
    for index, token in enumerate(tokens):
        yield token, index == len(tokens) - 1


def parse(expression: str) -> Node:
    """Return the nodes of an expression; raises `BadExpression`."""
    return _Parser(expression).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._row: list[Node] = []
        self._is_repeated = False

    def parse(self) -> Node:
        ways: list[Node] = []
        while self._at < len(self._text):
            if self._text[self._at] == "|":
                ways.append(Row(tuple(self._row)))
                self._row, self._is_repeated = [], False
                self._at += 1
            else:
                self._part()
        return Either((*ways, Row(tuple(self._row)))) if ways else Row(tuple(self._row))

    def _part(self) -> None:
        """Read one part, or the repetition of the part before."""
        count = _COUNT.match(self._text, self._at)
        if count or self._text[self._at] == "*":
            self._repeat(count)
            return
        self._is_repeated = self._text.startswith(_ANY_FOLDERS, self._at)
        if self._is_repeated:
            self._add(_FOLDERS, self._at + len(_ANY_FOLDERS))
        elif self._text.startswith("\\Q", self._at):
            self._literals()
        else:
            self._single()

    def _single(self) -> None:
        """Read a place, a class, or one character."""
        char = self._text[self._at]
        token = self._text[self._at : self._at + 2] if char == "\\" else char
        if token in _PLACES:
            self._add(At(_PLACES[token]), self._at + len(token))
        elif char == ".":
            self._add(_ANY, self._at + 1)
        elif char == "[":
            test, after = read_class(self._text, self._at)
            self._add(One(test), after)
        elif group := read_group(self._text, self._at):
            self._add(One(group[0]), group[1])
        else:
            literal, after = read_char(self._text, self._at)
            self._add(One(literal.__eq__), after)

    def _literals(self) -> None:
        """Read what stands between `\\Q` and `\\E`."""
        literals, _, _ = self._text[self._at + 2 :].partition("\\E")
        self._row += (One(char.__eq__) for char in literals)
        self._at = min(self._at + 4 + len(literals), len(self._text))

    def _add(self, node: Node, after: int) -> None:
        self._row.append(node)
        self._at = after

    def _repeat(self, count: re.Match[str] | None) -> None:
        least, most = _bounds(count)
        if not self._row or self._is_repeated:
            raise BadExpression
        self._add(Many(self._row.pop(), least, most), self._at + (len(count[0]) if count else 1))
        self._is_repeated = True


def _bounds(count: re.Match[str] | None) -> tuple[int, int | None]:
    """Return how often a part may come; `count` is what stands in braces, None for a star."""
    if count is None:
        return 0, None
    least = int(count[1])
    most = least if count[2] is None else int(count[3]) if count[3] else None
    if max(least, most or 0) > _MOST_REPEATS or (most is not None and most < least):
        raise BadExpression
    return least, most

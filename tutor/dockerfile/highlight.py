"""Colours for the editor: which characters of each line are a keyword, a name, a string..."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from tutor.dockerfile.command import split
from tutor.dockerfile.keywords import FLAGS
from tutor.dockerfile.lexer import read
from tutor.dockerfile.logical_line import LogicalLine, Piece

Token = tuple[int, int, str]
"""Start, end and kind; the kinds are those that the editor has styles for."""

_BRACED = r"\$\{[^}\s]*+\}?"
_VARIABLE = re.compile(rf"{_BRACED}|\$\w+", re.ASCII)
_SCANNER = re.compile(
    rf"""(?P<string>"(?:[^"\\]|\\.)*+"?|(?<![\w'])'[^']*+'?)
    |(?P<variable>{_BRACED}|\$\w++)
    |(?P<flag>(?<!\S)--[a-zA-Z][\w-]*+)(?:=(?P<value>[^\s"']++))?
    |(?P<heredoc>(?<!\S)\d*+<<-?[ ]*+["']?[A-Za-z_]\w*+["']?)
    |(?P<number>(?<![\w./:=-])\d++(?:/(?:tcp|udp))?(?![\w./:-]))""",
    re.VERBOSE | re.ASCII,
)
_FROM = re.compile(r"(?:^|,)from=([^,]+)")
_WORD = re.compile(r"\S+")


def tokens(text: str) -> Sequence[Sequence[Token]]:
    """Return the tokens of each line of `text`, in order and without overlaps; never raises."""
    raw = text.split("\n")
    found: list[list[Token]] = [[] for _ in raw]
    lexed = read(text)
    for kind, numbers in (("comment", lexed.comments), ("directive", lexed.directives)):
        for number in numbers:
            found[number - 1].extend(_whole(raw[number - 1], kind))
    for line in lexed.lines:
        for piece, piece_tokens in _instruction(line):
            found[piece.line - 1].extend((piece.column + s, piece.column + e, k) for s, e, k in piece_tokens)
        for heredoc in line.heredocs:
            for number in range(heredoc.span.line, heredoc.span.end_line + 1):
                found[number - 1].extend(_whole(raw[number - 1], "heredoc"))
    return found


def _whole(line: str, kind: str) -> list[Token]:
    start, end = len(line) - len(line.lstrip()), len(line.rstrip())
    return [(start, end, kind)] if start < end else []


def _instruction(line: LogicalLine) -> Iterator[tuple[Piece, list[Token]]]:
    """Yield the tokens of each piece of a logical line, counted from the piece's start."""
    command = split(line.text)
    begin, end = command.keyword
    name = command.name
    for piece in line.pieces:
        text = line.text[piece.offset : piece.offset + piece.length]
        start = max(0, min(end - piece.offset, piece.length))
        found: list[Token] = []
        first = max(0, begin - piece.offset)
        if first < start and name in FLAGS:
            found.append((first, start, "keyword"))
        if name == "FROM":
            found.extend(_from_words(line, piece, text, start, command.rest[0]))
        else:
            found.extend(_scan(text, start))
        yield piece, found


def _from_words(line: LogicalLine, piece: Piece, text: str, start: int, rest: int) -> Iterator[Token]:
    """Yield image, AS and stage name of the part of a FROM that stands in one piece."""
    earlier = _WORD.finditer(line.text, rest, max(rest, piece.offset))
    before = len(list(itertools.islice(earlier, 4)))
    for found in _WORD.finditer(text, start):
        if piece.offset + found.start() < rest:
            yield from _scan(found.group(), 0, found.start())
            continue
        kind = "keyword" if before == 1 else "image" if before == 0 else "stage"
        if kind == "image":
            yield from _with_variables(found.group(), found.start(), kind)
        elif kind == "stage" or found.group().upper() == "AS":
            yield (*found.span(), kind)
        before += 1


def _scan(text: str, start: int, shift: int = 0) -> Iterator[Token]:
    """Yield the tokens of plain arguments from `start` on."""
    for found in _SCANNER.finditer(text, start):
        kind = found.lastgroup or ""
        if kind == "string" and found.group().startswith('"'):
            yield from _with_variables(found.group(), found.start() + shift, kind)
        elif found["flag"]:
            yield found.start("flag") + shift, found.end("flag") + shift, "flag"
            yield from _flag_value(found, shift)
        else:
            yield found.start() + shift, found.end() + shift, kind


def _flag_value(found: re.Match[str], shift: int) -> Iterator[Token]:
    """Yield what is worth a colour in the value of a flag: the name of a stage, or a variable."""
    value, at = found["value"], found.start("value") + shift
    if not value:
        return
    source = _FROM.search(value)
    if found["flag"] == "--from":
        yield at, at + len(value), "number" if value.isdigit() else "stage"
    elif found["flag"] == "--mount" and source:
        yield at + source.start(1), at + source.end(1), "stage"
    else:
        for variable in _VARIABLE.finditer(value):
            yield at + variable.start(), at + variable.end(), "variable"


def _with_variables(text: str, at: int, kind: str) -> Iterator[Token]:
    """Yield `text` as tokens of one kind, the variables in it apart."""
    done = 0
    for variable in _VARIABLE.finditer(text):
        if done < variable.start():
            yield at + done, at + variable.start(), kind
        yield at + variable.start(), at + variable.end(), "variable"
        done = variable.end()
    if done < len(text):
        yield at + done, at + len(text), kind

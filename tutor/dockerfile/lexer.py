"""Split a Dockerfile into logical lines: continuations joined, comments dropped, here-documents taken along."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field

from tutor.dockerfile.heredoc import Opening, openings
from tutor.dockerfile.logical_line import Lexed, LogicalLine, Piece
from tutor.dockerfile.words import SPACES, shown
from tutor.model.dockerfile import Heredoc, Problem, Span

_DIRECTIVE = re.compile(r"#[\t\n\v\f\r ]*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=(.*)", re.DOTALL)
_DIRECTIVES = ("syntax", "escape", "check")


def read(text: str) -> Lexed:
    """Return the logical lines of a file; never raises."""
    return _Reader(text).run()


@dataclass
class _Reader:
    text: str
    _raw: list[str] = field(default_factory=list)
    """The lines with their carriage returns, which here-documents keep."""
    _lines: list[str] = field(default_factory=list)
    _at: int = 0
    """Index of the next line to read."""
    _escape: str = "\\"
    _comments: list[int] = field(default_factory=list)
    _directives: list[int] = field(default_factory=list)
    _problems: list[Problem] = field(default_factory=list)
    _where: dict[tuple[bool, str], list[int]] | None = None
    """Where each line stands, as it is and without its leading tabs, once a here-document has asked."""

    def run(self) -> Lexed:
        self._raw = self.text.removesuffix("\n").split("\n")
        self._lines = [line.rstrip("\r") for line in self._raw]
        self._read_directives()
        found = []
        while self._at < len(self._lines):
            line = self._logical()
            if line is not None:
                found.append(line)
        return Lexed(
            tuple(found),
            tuple(self._comments),
            tuple(self._directives),
            self._escape,
            tuple(self._problems),
        )

    def _read_directives(self) -> None:
        """Take the parser directives: comments of the form `# name=value` at the very top."""
        seen = set()
        for number, line in enumerate(self._lines, 1):
            found = _DIRECTIVE.match(line.lstrip(SPACES + "\ufeff"))
            name = found[1].lower() if found else ""
            if found is None or name not in _DIRECTIVES or not found[2].strip(SPACES):
                return
            self._directives.append(number)
            if name in seen:
                self._complain(number, f"The directive {shown(name)} is there twice. Take one of them away.")
            elif name == "escape":
                self._set_escape(number, found[2].strip(SPACES))
            seen.add(name)

    def _set_escape(self, number: int, value: str) -> None:
        if value in ("\\", "`"):
            self._escape = value
        else:
            self._complain(
                number, f"The escape character cannot be {shown(value)}: only a backslash or a backtick."
            )

    def _complain(self, number: int, message: str) -> None:
        span = Span(number, 0, number, len(self._lines[number - 1]))
        self._problems.append(Problem("bad-directive", message, span))

    def _logical(self) -> LogicalLine | None:
        """Return the logical line that begins at the next line, or None for a comment or a blank line."""
        line = self._lines[self._at]
        body = line.lstrip(SPACES + "\ufeff" if self._at == 0 else SPACES)
        self._at += 1
        if not body or body.startswith("#"):
            self._note_comment(body)
            return None
        parts, pieces, length = [], [], 0
        column, goes_on = len(line) - len(body), True
        while goes_on:
            body, goes_on = self._cut(body)
            parts.append(body)
            pieces.append(Piece(length, self._at, column, len(body)))
            length += len(body)
            following = self._continuation() if goes_on else None
            goes_on, body, column = following is not None, following or "", 0
        return self._with_heredocs(LogicalLine("".join(parts), tuple(pieces), self._end()))

    def _cut(self, line: str) -> tuple[str, bool]:
        """Return the line without its continuation character, and whether there was one."""
        bare = line.rstrip(" \t")
        if bare.endswith(self._escape) and not bare[:-1].endswith(self._escape):
            return bare[:-1], True
        return line, False

    def _continuation(self) -> str | None:
        """Return the next line that goes on with the instruction: comments and blank lines are passed over."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            body = line.lstrip(SPACES)
            if body and not body.startswith("#"):
                return line
            self._note_comment(body)
        return None

    def _note_comment(self, body: str) -> None:
        if body and self._at > len(self._directives):
            self._comments.append(self._at)

    def _end(self) -> tuple[int, int]:
        return self._at, len(self._lines[self._at - 1])

    def _with_heredocs(self, line: LogicalLine) -> LogicalLine:
        heredocs: list[Heredoc] = []
        for opening in openings(line.text):
            last = self._terminator(opening)
            if last is None and opening.spaced:
                break
            if last is None:
                self._at = len(self._lines)
                return LogicalLine(line.text, line.pieces, self._end(), tuple(heredocs), opening)
            heredocs.append(self._heredoc(opening, last))
            self._at = last + 1
        return LogicalLine(line.text, line.pieces, self._end(), tuple(heredocs))

    def _heredoc(self, opening: Opening, last: int) -> Heredoc:
        content = "".join(line + "\n" for line in self._raw[self._at : last])
        span = Span(self._at + 1, 0, last + 1, len(self._lines[last]))
        return Heredoc(opening.name, content, span)

    def _terminator(self, opening: Opening) -> int | None:
        """Return the index of the line that ends a here-document, or None."""
        if self._where is None:
            self._where = {}
            for index, line in enumerate(self._lines):
                self._where.setdefault((False, line), []).append(index)
                self._where.setdefault((True, line.lstrip("\t")), []).append(index)
        candidates = self._where.get((opening.strips_tabs, opening.name), [])
        place = bisect.bisect_left(candidates, self._at)
        return candidates[place] if place < len(candidates) else None

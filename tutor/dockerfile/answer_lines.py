"""Answers that stand in a Dockerfile: a comment right above each instruction, as in `# answer: run`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutor.dockerfile.parser import parse
from tutor.model.dockerfile import Instruction
from tutor.model.reading import OPEN, WORDS, word_of

_ANSWER = re.compile(r"^[ \t]*#[ \t]*answer[ \t]*:[ \t]*(.*?)[ \t\r]*$", re.IGNORECASE)


@dataclass(frozen=True)
class AnsweredLine:
    """One instruction, and what was said of it."""

    instruction: Instruction
    said: str
    """As it stands there; empty or a question mark if nothing was said."""

    @property
    def line(self) -> int:
        """Return the line of the instruction."""
        return self.instruction.span.line

    @property
    def word(self) -> str | None:
        """Return which of the known words was said; None if none was, or another one."""
        return word_of(self.said)

    @property
    def is_open(self) -> bool:
        """Return whether nothing was said."""
        return self.said in ("", OPEN)


def answered_lines(text: str) -> tuple[AnsweredLine, ...]:
    """Return all instructions in their order, each with its answer."""
    lines = text.split("\n")
    return tuple(AnsweredLine(i, _said(lines, i.span.line)) for i in parse(text).instructions)


def with_answer(text: str, line: int, word: str) -> str:
    """Return the text with the answer to the instruction in `line`; an empty word takes the answer back.

    Raises `ValueError` for a line that no instruction begins in, or an unknown word.
    """
    if line not in {i.span.line for i in parse(text).instructions} or word not in (*WORDS, ""):
        raise ValueError(line, word)
    lines, answer = text.split("\n"), f"# answer: {word or OPEN}"
    if line > 1 and _ANSWER.match(lines[line - 2]):
        lines[line - 2] = answer
    else:
        lines.insert(line - 1, answer)
    return "\n".join(lines)


def _said(lines: list[str], line: int) -> str:
    found = _ANSWER.match(lines[line - 2]) if line > 1 else None
    return found[1] if found else ""

"""Make an instruction of a logical line."""

from __future__ import annotations

import difflib
import functools
import itertools

from tutor.dockerfile.arguments import read_arguments
from tutor.dockerfile.command import Command, split
from tutor.dockerfile.flags import check_flags, read_flags
from tutor.dockerfile.keywords import FLAGS
from tutor.dockerfile.logical_line import LogicalLine
from tutor.dockerfile.requirements import check_arguments
from tutor.dockerfile.words import SPACES, shown
from tutor.model.dockerfile import Instruction, Problem, Span

_COMMANDS = (
    {"apk", "apt", "apt-get", "bash", "cargo", "cat", "cd", "chmod", "cp", "curl", "echo", "export", "go"}
    | {"gradle", "ls", "make", "mkdir", "mv", "mvn", "next", "node", "npm", "npx", "pip", "pnpm", "python"}
    | {"rm", "sh", "touch", "wget", "yarn"}
)
"""Commands that are often written without the RUN before them."""
_MOST = 10
"""Bad flags of one instruction that are told."""


def read_instruction(line: LogicalLine, escape: str) -> tuple[Instruction, tuple[Problem, ...]]:
    """Return the instruction on a logical line, and what is wrong with it (FROM's words aside)."""
    command = split(line.text)
    arguments = read_arguments(command, escape)
    flags = read_flags(line, command)
    instruction = Instruction(
        command.name,
        arguments.words,
        arguments.json_form,
        flags,
        line.heredocs,
        line.text.strip(SPACES),
        Span(line.line, line.pieces[0].column, *line.end),
    )
    if command.name not in FLAGS:
        return instruction, (_unknown(line, command), *_unterminated(line))
    problems = [*itertools.islice(check_flags(command, flags), _MOST), *_unterminated(line)]
    if command.name != "FROM":
        problems += check_arguments(line, command, arguments)
    return instruction, tuple(problems)


def _unterminated(line: LogicalLine) -> tuple[Problem, ...]:
    opening = line.unterminated
    if opening is None:
        return ()
    message = f"No line ends this here-document. Write {shown(opening.name)} alone on a line, without blanks, after it."
    return (Problem("heredoc-unterminated", message, line.span(opening.start, opening.end)),)


def _unknown(line: LogicalLine, command: Command) -> Problem:
    """Return the problem of a keyword that there is not, with what was probably meant."""
    word = line.text[slice(*command.keyword)]
    span = line.span(*command.keyword)
    if not word:
        span = Span(span.line, span.column, span.line, span.column + 1)
    return Problem("unknown-instruction", _unknown_message(word), span)


@functools.lru_cache(256)
def _unknown_message(word: str) -> str:
    parts = word.upper().split(maxsplit=1)
    if not word:
        return "There is nothing but a backslash here. Take the line away."
    if len(parts) > 1 and parts[0] in FLAGS:
        return (
            f"The blank behind `{parts[0]}` is a special character that only looks like one. Type it again."
        )
    if word.lower() in _COMMANDS:
        return f"{shown(word)} is a command, not an instruction. To run it while building, write {shown(f'RUN {word} ...')}."
    if word in ("&&", "||", "|"):
        return f"A line cannot begin with {shown(word)}. If it goes on from the line before, end that one with a backslash."
    close = difflib.get_close_matches(word.upper(), list(FLAGS), 1, 0.6) if len(word) < 30 else []
    advice = (
        f"Did you mean `{close[0]}`?"
        if close
        else "Every line begins with an instruction such as `FROM`, `COPY` or `RUN`."
    )
    return f"There is no instruction {shown(word)}. {advice}"

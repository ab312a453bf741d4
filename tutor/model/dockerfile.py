"""A Dockerfile: instructions, stages and their positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A range in the file; lines count from 1, columns from 0, the end is exclusive in its column."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Flag:
    """One `--name=value` of an instruction; `value` is None for a bare `--name`."""

    name: str
    value: str | None
    span: Span


@dataclass(frozen=True)
class Heredoc:
    """A here-document that belongs to an instruction."""

    name: str
    content: str
    span: Span


@dataclass(frozen=True)
class Instruction:
    """One instruction as BuildKit reads it."""

    keyword: str
    """Upper-case, as in `COPY`."""
    arguments: tuple[str, ...]
    """The JSON list in JSON form; the words (quotes kept) of FROM, COPY, ADD, ARG...; else the whole text as one."""
    json_form: bool
    flags: tuple[Flag, ...]
    heredocs: tuple[Heredoc, ...]
    text: str
    """The whole logical line: continuations joined, comments between them dropped."""
    span: Span

    def flag(self, name: str) -> str | None:
        """Return the value of flag `name`, or None if it is not there."""
        return next((f.value or "" for f in self.flags if f.name == name), None)

    @property
    def rest(self) -> str:
        """Return the text behind the keyword and flags, as one string."""
        return " ".join(self.arguments)


@dataclass(frozen=True)
class Stage:
    """One stage: a FROM and what follows it."""

    index: int
    name: str | None
    """As written; stage names compare without case."""
    base: str
    """The image reference or stage name as written, global ARGs with defaults put in where possible."""
    base_stage: int | None
    """The index of the earlier stage that this one starts from, or None for an image or scratch."""
    instructions: tuple[Instruction, ...]
    """The FROM itself first."""

    @property
    def span(self) -> Span:
        """Return where the FROM stands."""
        return self.instructions[0].span

    @property
    def label(self) -> str:
        """Return the name people call it by: its name, or `stage N` counted from 0 as Docker does."""
        return self.name or f"stage {self.index}"


@dataclass(frozen=True)
class Problem:
    """Something wrong or doubtful in the text; an `error` is what every engine would refuse, too."""

    code: str
    """Stable, as in `unknown-instruction`."""
    message: str
    """One or two sentences: what is there, and what to do."""
    span: Span
    severity: str = "error"
    """`error` or `warning`."""


@dataclass(frozen=True)
class CopySource:
    """Where a `COPY --from=` (or a bind mount's `from=`) takes its files from."""

    instruction: Instruction
    reference: str
    """As written behind `--from=`."""
    stage: int | None
    """The index of the stage meant, or None if it is an image (or nothing at all)."""
    in_stage: int
    """The index of the stage that the instruction stands in."""


@dataclass(frozen=True)
class Dockerfile:
    """A parsed Dockerfile; `problems` with severity `error` mean that no engine would build it."""

    text: str
    global_arguments: tuple[Instruction, ...]
    """ARG instructions before the first FROM."""
    stages: tuple[Stage, ...]
    problems: tuple[Problem, ...]

    @property
    def lines(self) -> list[str]:
        """Return the lines as engines count them: only a line feed ends one."""
        return self.text.removesuffix("\n").split("\n")

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return the problems that stop every engine."""
        return tuple(p for p in self.problems if p.severity == "error")

    @property
    def instructions(self) -> tuple[Instruction, ...]:
        """Return all instructions in file order."""
        return self.global_arguments + tuple(i for s in self.stages for i in s.instructions)

    @property
    def final(self) -> Stage | None:
        """Return the stage that becomes the image: the last one."""
        return self.stages[-1] if self.stages else None


def maker(instructions: Sequence[Instruction], from_end: int | None) -> Instruction | None:
    """Return which of an image's own instructions, in the order they ran, made the layer that `from_end` of them follow.

    None is for the layers of the base image, and for those of which it is not known.
    """
    if from_end is None or not 0 <= from_end < len(instructions):
        return None
    return instructions[len(instructions) - 1 - from_end]

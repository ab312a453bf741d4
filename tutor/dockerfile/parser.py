"""Parse a Dockerfile into stages; whatever the text, it never raises."""

from __future__ import annotations

from dataclasses import dataclass, field

from tutor.dockerfile.continuation import missing_continuation
from tutor.dockerfile.defaults import Defaults
from tutor.dockerfile.from_line import check_from, stage_name
from tutor.dockerfile.graph import copy_sources, names_itself
from tutor.dockerfile.instruction import read_instruction
from tutor.dockerfile.keywords import FLAGS
from tutor.dockerfile.lexer import read
from tutor.dockerfile.logical_line import LogicalLine
from tutor.dockerfile.position import Positions
from tutor.dockerfile.swallowed import swallowed
from tutor.dockerfile.words import shown, unquote
from tutor.model.dockerfile import Dockerfile, Instruction, Problem, Span, Stage


def parse(text: str) -> Dockerfile:
    """Return the Dockerfile; what is wrong with it is among its problems."""
    lexed = read(text)
    stages = _Stages(problems=list(lexed.problems))
    for line in lexed.lines:
        stages.read(line, lexed.escape)
    positions = Positions(lexed.lines)
    stages.check_missing(text, positions)
    dockerfile = Dockerfile(text, tuple(stages.globals), tuple(stages.finished()), ())
    problems = [*stages.problems, *_explained(_self_references(dockerfile, positions), lexed.lines)]
    problems.sort(key=lambda p: (p.span.line, p.span.column))
    return Dockerfile(text, dockerfile.global_arguments, dockerfile.stages, tuple(problems))


@dataclass
class _Stages:
    """The stages while the file is read."""

    problems: list[Problem]
    globals: list[Instruction] = field(default_factory=list)
    orphans: list[Instruction] = field(default_factory=list)
    """Instructions before the first FROM that may not be there."""
    _open: list[tuple[str | None, str, int | None, list[Instruction]]] = field(default_factory=list)
    _names: dict[str, int] = field(default_factory=dict)
    _defaults: Defaults = field(default_factory=Defaults)

    _above: LogicalLine | None = None
    """The last instruction that is known."""
    _before: LogicalLine | None = None
    """The last line, known or not."""

    def read(self, line: LogicalLine, escape: str) -> None:
        """Take the next logical line."""
        instruction, wrong = read_instruction(line, escape)
        if instruction.keyword in FLAGS:
            self._above = line
        elif self._above is not None and self._before is not None:
            lost = missing_continuation(self._above, self._before, line, escape)
            wrong = (lost,) if lost else wrong
        self._before = line
        self.problems.extend(wrong)
        self._add(instruction, line)

    def _add(self, instruction: Instruction, line: LogicalLine) -> None:
        if instruction.keyword == "FROM":
            self._begin(instruction, line)
        elif self._open:
            self._open[-1][3].append(instruction)
        elif instruction.keyword == "ARG":
            self.globals.append(instruction)
            self._defaults.define(instruction.arguments)
        else:
            self.orphans.append(instruction)

    def _begin(self, instruction: Instruction, line: LogicalLine) -> None:
        wrong = check_from(line)
        if wrong is not None:
            self.problems.append(wrong)
        name = stage_name(instruction)
        base = self._defaults.fill(unquote(instruction.arguments[0])) if instruction.arguments else ""
        self._open.append((name, base, self._names.get(base.lower()), [instruction]))
        if name is not None:
            self._note_name(name, instruction)

    def _note_name(self, name: str, instruction: Instruction) -> None:
        earlier = self._names.get(name.lower())
        if earlier is not None:
            line = self._open[earlier][3][0].span.line
            message = (
                f"The stage of line {line} is called {shown(name)}, too. Give each stage a name of its own."
            )
            self.problems.append(Problem("duplicate-stage-name", message, instruction.span, "warning"))
        self._names[name.lower()] = len(self._open) - 1

    def finished(self) -> list[Stage]:
        """Return the stages."""
        return [
            Stage(index, name, base, base_stage, tuple(instructions))
            for index, (name, base, base_stage, instructions) in enumerate(self._open)
        ]

    def check_missing(self, text: str, positions: Positions) -> None:
        """Note that nothing is there, or no FROM, or something before it."""
        if any(p.code in ("unknown-instruction", "missing-continuation") for p in self.problems):
            return  # it may well be the FROM that is missed
        if self.orphans:
            first = self.orphans[0]
            message = f"`{first.keyword}` stands before any `FROM`. Begin with `FROM` and an image."
            self.problems.append(Problem("from-missing", message, positions.keyword(first)))
        elif self.globals and not self._open:
            message = (
                "There is no `FROM` in this file, so there is no stage to build. Add `FROM` and an image."
            )
            self.problems.append(Problem("from-missing", message, positions.keyword(self.globals[0])))
        elif not self._open:
            message = "There is no instruction in this file. Begin with `FROM` and an image."
            self.problems.append(Problem("empty-file", message, Span(1, 0, 1, len(text.split("\n", 1)[0]))))


def _self_references(dockerfile: Dockerfile, positions: Positions) -> list[Problem]:
    """Return an error for each instruction that copies from the stage it stands in."""
    found = []
    for source in copy_sources(dockerfile):
        if names_itself(dockerfile, source):
            stage = dockerfile.stages[source.in_stage]
            message = f"This line stands in the stage {shown(stage.label)} itself, and a stage cannot copy from itself."
            found.append(Problem("self-reference", message, positions.reference(source)))
    return found


def _explained(problems: list[Problem], lines: tuple[LogicalLine, ...]) -> list[Problem]:
    """Return the problems; a FROM lost to a backslash stands for what looks like copying from the own stage."""
    lost = [s for line in lines for s in swallowed(line) if s.keyword == "FROM"]
    if not lost or not problems:
        return problems
    first = lost[0]
    own = [p for p in problems if p.span.line < first.line]
    return [*own, first.problem("error")] if len(own) < len(problems) else own

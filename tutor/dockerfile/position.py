"""Where the words of an instruction stand in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tutor.dockerfile.command import Command, split
from tutor.dockerfile.logical_line import LogicalLine
from tutor.model.dockerfile import CopySource, Instruction, Span


class Positions:
    """The logical lines of a file, by the line they begin at."""

    def __init__(self, lines: Iterable[LogicalLine]) -> None:
        self._lines = {line.line: line for line in lines}
        self._commands: dict[int, Command] = {}

    def line(self, instruction: Instruction) -> LogicalLine:
        """Return the logical line of an instruction."""
        return self._lines[instruction.span.line]

    def command(self, instruction: Instruction) -> Command:
        """Return the parts of the logical line of an instruction."""
        number = instruction.span.line
        if number not in self._commands:
            self._commands[number] = split(self._lines[number].text)
        return self._commands[number]

    def keyword(self, instruction: Instruction) -> Span:
        """Return where the keyword stands."""
        line = self.line(instruction)
        return line.span(*self.command(instruction).keyword)

    def word(self, instruction: Instruction, index: int) -> Span:
        """Return where the argument `index` stands, of a list in JSON form as well."""
        line = self.line(instruction)
        command = self.command(instruction)
        if instruction.json_form:
            return line.span(*_json_item(command, instruction.arguments, index))
        return line.span(*command.word(index))

    def rest(self, instruction: Instruction) -> Span:
        """Return where everything behind the flags stands."""
        line = self.line(instruction)
        command = self.command(instruction)
        return line.span(*(command.rest if command.rest[0] < command.rest[1] else command.keyword))

    def name(self, instruction: Instruction) -> Span:
        """Return where the stage name of a FROM stands, or its keyword if it has none."""
        has_name = len(instruction.arguments) >= 2
        return (
            self.word(instruction, len(instruction.arguments[:3]) - 1)
            if has_name
            else self.keyword(instruction)
        )

    def reference(self, source: CopySource) -> Span:
        """Return where the name behind `from=` stands."""
        line = self.line(source.instruction)
        for start, end in self.command(source.instruction).flags:
            found = re.search(rf"from=[\"']?{re.escape(source.reference)}(?![^,\s\"'])", line.text[start:end])
            if found:
                at = start + found.end() - len(source.reference)
                return line.span(at, at + len(source.reference))
        return self.keyword(source.instruction)


def _json_item(command: Command, items: tuple[str, ...], index: int) -> tuple[int, int]:
    """Return where one string of a JSON list stands, without its quotes."""
    strings = re.finditer(r'"((?:[^"\\]|\\.)*+)"', command.arguments)
    for number, found in enumerate(strings):
        if number == index and number < len(items):
            return command.rest[0] + found.start(1), command.rest[0] + found.end(1)
    return command.rest

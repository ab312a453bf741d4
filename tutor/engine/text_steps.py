"""Which lines of a text stream announce a step: of the classic builder, and of Podman.

What a RUN prints may look the same. So only the next step in order counts, with the total that was told before, and in the
words of the builder that has told the first one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from tutor.engine.build_events import BuildStep
from tutor.engine.port import LABEL
from tutor.model.dockerfile import Dockerfile, Instruction, Stage
from tutor.safe_text import clean_line

_CLASSIC_STEP = re.compile(r"Step (\d{1,6})/(\d{1,6}) : (.*)")
_PODMAN_STEP = re.compile(r"(?:\[(\d{1,6})/(\d{1,6})\] )?STEP (\d{1,6})/(\d{1,6}): (.*)")


@dataclass(frozen=True)
class Announcement:
    """A line that announces a step."""

    step: BuildStep | None
    """None for the label that the tutor adds behind the learner's last instruction."""


class _Dialect(Protocol):
    def announced_by(self, line: str) -> Announcement | None: ...


class TextSteps:
    """The steps of one build, found by the lines that announce them."""

    def __init__(self, dockerfile: Dockerfile) -> None:
        self._dialects: list[_Dialect] = [_Classic(dockerfile), _Podman(dockerfile)]

    def announced_by(self, line: str) -> Announcement | None:
        """Return what a line announces; None if it is no announcement."""
        for dialect in self._dialects:
            found = dialect.announced_by(line)
            if found is not None:
                self._dialects = [dialect]
                return found
        return None


class _Classic:
    """`Step i/n : TEXT`, through the whole file."""

    def __init__(self, dockerfile: Dockerfile) -> None:
        self._order = dockerfile.instructions
        self._stage_of = {id(i): stage for stage in dockerfile.stages for i in stage.instructions}
        self._number, self._total = 0, ""

    def announced_by(self, line: str) -> Announcement | None:
        found = _CLASSIC_STEP.fullmatch(line)
        if not found or int(found[1]) != self._number + 1 or found[2] != (self._total or found[2]):
            return None
        announced = _announced(_at(self._order, self._number), self._stage_of, found[3])
        if announced is not None:
            self._number, self._total = self._number + 1, found[2]
        return announced


class _Podman:
    """`[stage/stages] STEP i/n: TEXT`; stages may be built in any order, or side by side."""

    def __init__(self, dockerfile: Dockerfile) -> None:
        self._stages = [_PodmanStage(stage) for stage in dockerfile.stages]
        self._count: str | None = None

    def announced_by(self, line: str) -> Announcement | None:
        found = _PODMAN_STEP.fullmatch(line)
        if not found:
            return None
        stage, count = int(found[1] or 1), found[2] or "1"
        if not 0 < stage <= len(self._stages) or count != (self._count or count):
            return None
        announced = self._stages[stage - 1].announced(int(found[3]), int(found[4]), found[5])
        if announced is not None:
            self._count = count
        return announced


class _PodmanStage:
    """One stage; what its base image triggers comes behind FROM, and is counted only from there on."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._number = self._total = self._triggers = 0

    def announced(self, number: int, total: int, text: str) -> Announcement | None:
        """Return what step `number` of `total` is, None if it is not the next one."""
        if number != self._number + 1 or not self._may_be(total):
            return None
        triggers = total - self._total if number == 2 else self._triggers
        announced = self._find(number - 1, triggers, text)
        if announced is not None:
            self._number, self._total, self._triggers = number, total, triggers
        return announced

    def _may_be(self, total: int) -> bool:
        if self._number == 0:
            return total - len(self._stage.instructions) in (0, 1)  # the label is counted in the last stage
        return total >= self._total if self._number == 1 else total == self._total

    def _find(self, index: int, triggers: int, text: str) -> Announcement | None:
        stage, line = self._stage, self._stage.span.line
        if 0 < index <= triggers:
            return Announcement(BuildStep(f"line-{line}-{index}", clean_line(text, 200), stage.label, line))
        instruction = _at(stage.instructions, index - triggers if index else 0)
        return _announced(instruction, {id(instruction): stage}, text)


def _at(instructions: tuple[Instruction, ...], index: int) -> Instruction | None:
    return instructions[index] if index < len(instructions) else None


def _announced(
    instruction: Instruction | None, stages: Mapping[int, Stage], text: str
) -> Announcement | None:
    """Return an instruction's step, or the tutor's own label; that may stand where a stage follows that is not built."""
    is_label = text.startswith("LABEL ") and LABEL in text
    if instruction is None or (is_label and instruction.keyword != "LABEL"):
        return Announcement(None) if is_label else None
    stage, line = stages.get(id(instruction)), instruction.span.line
    name = clean_line(instruction.text or text, 200)
    return Announcement(BuildStep(f"line-{line}", name, stage.label if stage else "", line))

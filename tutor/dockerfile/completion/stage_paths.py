"""What a stage holds, as far as the text and the project folder tell."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Iterator

from tutor.dockerfile.completion.outputs import outputs_of
from tutor.dockerfile.surroundings import Surroundings
from tutor.dockerfile.view import rooted
from tutor.model.dockerfile import Dockerfile, Instruction, Stage
from tutor.model.stage_links import copy_sources

_MOST = 5_000
"""Paths of one stage that are kept."""


class StagePaths:
    """The paths of each stage, from `/`; folders have a slash at their end."""

    def __init__(self, dockerfile: Dockerfile, known: Surroundings) -> None:
        self._stages = dockerfile.stages
        self._known = known
        self._context = {"/" + path for path in known.context}
        self._taken = {(s.in_stage, s.instruction.span.line): s.stage for s in copy_sources(dockerfile)}
        self._found: dict[int, _Holding] = {}

    def of(self, index: int) -> frozenset[str]:
        """Return the paths at the end of a stage."""
        return frozenset(self._holding(index).paths)

    def workdir(self, index: int) -> str:
        """Return the working directory at the end of a stage."""
        return self._holding(index).workdir

    def _holding(self, index: int) -> _Holding:
        for number in range(index + 1):  # from the first on, because a chain may be long
            if number not in self._found:
                self._found[number] = self._read(self._stages[number])
        return self._found[index]

    def _read(self, stage: Stage) -> _Holding:
        base = None if stage.base_stage is None else self._found[stage.base_stage]
        holding = _Holding("/" if base is None else base.workdir, set() if base is None else set(base.paths))
        for instruction in stage.instructions[1:]:
            if len(holding.paths) < _MOST:
                self._follow(stage, instruction, holding)
        return holding

    def _follow(self, stage: Stage, instruction: Instruction, holding: _Holding) -> None:
        if instruction.keyword == "WORKDIR":
            holding.enter(instruction.rest.strip("\"'"))
        elif instruction.keyword in ("COPY", "ADD") and len(instruction.arguments) >= 2:
            holding.copy(instruction, self._source(stage, instruction))
        elif instruction.keyword == "RUN":
            for path in (
                *outputs_of(instruction.rest, self._known.context),
                *self._named_by_lesson(instruction),
            ):
                holding.add(path)

    def _source(self, stage: Stage, instruction: Instruction) -> set[str]:
        if instruction.flag("from") is None:
            return self._context
        taken = self._taken.get((stage.index, instruction.span.line))
        return set() if taken is None else self._found[taken].paths

    def _named_by_lesson(self, instruction: Instruction) -> tuple[str, ...]:
        """Return what the lesson says that a build makes, if this one builds."""
        return self._known.outputs if "build" in instruction.rest else ()


class _Holding:
    """The working directory and the paths of a stage while it is followed."""

    def __init__(self, workdir: str, paths: set[str]) -> None:
        self.workdir, self.paths = workdir, paths

    def enter(self, folder: str) -> None:
        """Go to another working directory, which is made if it is not there."""
        if "$" not in folder and len(self.workdir) < 1000:
            self.workdir = rooted(posixpath.join(self.workdir, folder))
            self.add(self.workdir + "/")

    def add(self, path: str) -> None:
        """Take in a path, relative to the working directory, and the folders above it."""
        full = rooted(posixpath.join(self.workdir, path))
        if full != "/":
            self.paths.add(full + "/" if path.endswith("/") else full)
        while len(full) > 1 and (full := posixpath.dirname(full)) != "/":
            self.paths.add(full + "/")

    def copy(self, instruction: Instruction, source: set[str]) -> None:
        """Take in what a COPY brings."""
        *wanted, target = instruction.arguments
        is_folder = target.endswith(("/", ".")) or len(wanted) > 1 or "*" in wanted[0]
        for pattern in wanted:
            for path in sorted(_matches(rooted(pattern), source))[:_MOST]:
                if path.endswith("/"):
                    self._copy_contents(path, target, source)
                else:
                    self.add(posixpath.join(target, posixpath.basename(path)) if is_folder else target)

    def _copy_contents(self, folder: str, target: str, source: set[str]) -> None:
        self.add(target.rstrip("/") + "/" if target != "/" else "/")
        for path in sorted(p for p in source if p.startswith(folder) and p != folder)[:_MOST]:
            self.add(posixpath.join(target, path[len(folder) :]))


def _matches(pattern: str, source: set[str]) -> Iterator[str]:
    """Yield the paths that a source of a COPY means."""
    if pattern == "/":
        yield "/"
    elif "*" in pattern or "?" in pattern:
        depth = pattern.count("/")
        yield from (
            p
            for p in source
            if p.rstrip("/").count("/") == depth and fnmatch.fnmatchcase(p.rstrip("/"), pattern)
        )
    else:
        yield from (p for p in (pattern, pattern + "/") if p in source)

"""Which sub-goals a text has reached, and by which lines; says what is written, never whether it works."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tutor.dockerfile.graph import ancestry
from tutor.model.dockerfile import Dockerfile, Instruction
from tutor.model.stage_links import copy_sources
from tutor.model.sub_goals import SubGoal
from tutor.safe_pattern import PatternTooSlow, search

_SEARCHED = 2000
"""Characters of one instruction that commands are searched in."""
_SECONDS = 0.05
"""Of one search: they are made at every key."""


def reached(dockerfile: Dockerfile, goals: Sequence[SubGoal]) -> Mapping[str, tuple[int, ...]]:
    """Return the lines that reach each sub-goal, by its id; one that is not reached has no entry."""
    if not dockerfile.stages:
        return {}
    text = _Text(dockerfile, {goal.id: goal for goal in goals})
    found = {goal.id: text.lines(goal.id) for goal in goals}
    return {goal: lines for goal, lines in found.items() if lines}


class _Text:
    """The stages of one file, those that nothing takes from yet included: the learner is still writing."""

    def __init__(self, dockerfile: Dockerfile, goals: Mapping[str, SubGoal]) -> None:
        self._dockerfile, self._goals = dockerfile, goals
        self._chain = ancestry(dockerfile, len(dockerfile.stages) - 1)
        self._shipped = [i for n in reversed(self._chain) for i in dockerfile.stages[n].instructions]

    def lines(self, goal: str) -> tuple[int, ...]:
        """Return the lines that reach one sub-goal; none if it is not reached."""
        return {
            "build-base": self._build_base,
            "dependencies": lambda: self._runs("dependencies"),
            "build": lambda: self._runs("build"),
            "runtime-base": self._runtime_base,
            "copy": self._copies,
            "run": self._start_command,
        }[goal]()

    def _build_base(self) -> tuple[int, ...]:
        wanted = self._runs("build") or self._runs("dependencies")
        for stage in self._dockerfile.stages:
            if not wanted or any(i.span.line in wanted for i in stage.instructions):
                return (stage.span.line,) if stage.base else ()
        return ()

    def _runs(self, goal: str) -> tuple[int, ...]:
        runs = (i for stage in self._dockerfile.stages for i in stage.instructions if i.keyword == "RUN")
        return tuple(i.span.line for i in runs if self._is_meant(goal, i))

    def _runtime_base(self) -> tuple[int, ...]:
        """Reached by a last stage that another one does the work for."""
        builds = self._runs("build")
        is_fresh = not any(i.span.line in builds for i in self._shipped)
        others = len(self._dockerfile.stages) > len(self._chain)
        return (self._dockerfile.stages[-1].span.line,) if is_fresh and others else ()

    def _start_command(self) -> tuple[int, ...]:
        """Reached by what the container runs: the words of ENTRYPOINT, and behind them those of CMD."""
        last = {i.keyword: i for i in self._shipped if i.keyword in ("CMD", "ENTRYPOINT")}
        parts = [last[keyword] for keyword in ("ENTRYPOINT", "CMD") if keyword in last]
        meant = self._has_command("run", " ".join(i.rest for i in parts))
        return tuple(sorted(i.span.line for i in parts)) if meant else ()

    def _is_meant(self, goal: str, instruction: Instruction) -> bool:
        documents = " ".join(h.content for h in instruction.heredocs)
        return self._has_command(goal, f"{instruction.rest} {documents}")

    def _has_command(self, goal: str, text: str) -> bool:
        commands = self._goals[goal].commands if goal in self._goals else ()
        return any(_is_in(command, text[:_SEARCHED]) for command in commands)

    # ---- copying

    def _copies(self) -> tuple[int, ...]:
        wanted = set(self._goals["copy"].paths)
        found = {name: i.span.line for i, name in self._copied()}
        if not wanted or not wanted <= set(found) or self._copies_too_much():
            return ()
        return tuple(sorted({found[name] for name in wanted}))

    def _copied(self) -> Iterator[tuple[Instruction, str]]:
        """Yield each name that comes from a stage that does not ship, under its own name."""
        for source in copy_sources(self._dockerfile):
            if source.in_stage in self._chain and source.stage not in (None, *self._chain):
                paths = source.instruction.arguments[:-1]
                for name in (path.rstrip("/").rpartition("/")[2] for path in paths):
                    if len(paths) == 1 or "." in name.lstrip(
                        "."
                    ):  # of several folders only the contents arrive
                        yield source.instruction, name

    def _copies_too_much(self) -> bool:
        """Return whether the shipped stages take a whole root or work folder, or the whole project."""
        for source in copy_sources(self._dockerfile):
            if source.in_stage in self._chain and source.stage not in (None, *self._chain):
                folders = {"", *self._work_folders(source.stage or 0)}
                if any(_folder(p) in folders for p in source.instruction.arguments[:-1]):
                    return True
        plain = [i for i in self._shipped if i.keyword in ("COPY", "ADD") and i.flag("from") is None]
        return any(_folder(p) in ("", ".") for i in plain for p in i.arguments[:-1])

    def _work_folders(self, stage: int) -> set[str]:
        stages = [self._dockerfile.stages[n] for n in ancestry(self._dockerfile, stage)]
        return {_folder(i.rest) for s in stages for i in s.instructions if i.keyword == "WORKDIR"}


def _is_in(command: str, text: str) -> bool:
    """Return whether a lab's expression is found; one that takes too long is not."""
    try:
        return search(command, text, _SECONDS) is not None
    except PatternTooSlow:
        return False


def _folder(path: str) -> str:
    """Return a path without what does not change its meaning."""
    return path.strip().removesuffix("/.").rstrip("/").removeprefix("./")

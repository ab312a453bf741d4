"""The stages of a build as lanes on one time line: what each does, and what it waits for or takes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tutor.model.stage_graph import StageNode
from tutor.safe_text import clean_line
from tutor.tui.build_state import ImageBuild, StepRow

SETTLED_SECONDS = 0.5
"""How long nothing of a stage must have run until it is taken to be done; steps follow each other quicker."""
_NAMES = 4
"""Stages that are named in a row; a file may have thousands."""


@dataclass(frozen=True)
class Lane:
    """One stage as it is drawn; times are seconds since the build began."""

    label: str
    state: str
    """A step's state, or `waiting`, or `skipped`."""
    says: tuple[str, ...]
    """What it does now, the most telling first; as many are shown as there is room for."""
    seconds: float | None = None
    runs: tuple[tuple[float, float], ...] = ()
    marks: tuple[float, ...] = ()
    """When it took a step from the cache."""


@dataclass
class _Stage:
    node: StageNode
    rows: list[StepRow] = field(default_factory=list)

    def busy(self, clock: float) -> bool:
        """Return whether more is to come, as far as can be told: the engine does not announce the steps."""
        if not self.rows:
            return not self.node.skipped
        return any(
            row.ended is None or (row.state != "cached" and clock - row.ended < SETTLED_SECONDS)
            for row in self.rows
        )

    @property
    def broken(self) -> bool:
        """Return whether a step here did not come to its end."""
        return any(row.state in ("failed", "stopped") for row in self.rows)

    def has_used(self, other: _Stage) -> bool:
        """Return whether a step here has begun on the result of a step there."""
        ours = {row.step.id for row in self.rows}
        theirs = {row.step.id for row in other.rows} - ours
        return any(theirs.intersection(row.step.inputs) for row in self.rows)

    @property
    def rank(self) -> int:
        """Return how much the stage deserves its place where not all have room; less is more."""
        if any(row.state in ("running", "failed") for row in self.rows):
            return 0
        return 1 if self.rows else 3 if self.node.skipped else 2


class Lanes:
    """All lanes of one build at one moment of its clock."""

    def __init__(self, image: ImageBuild, clock: float) -> None:
        self._image, self._clock = image, clock
        self._stages = _stages(image)
        rows = image.instructions
        self.first = min((row.began for row in rows), default=0.0)
        last = max((row.ended if row.ended is not None else clock for row in rows), default=0.0)
        self.last = max(last, self.first + 1.0)
        """The end of the axis; it spans at least a second, so that nothing looks long that was not."""

    def shown(self, limit: int) -> tuple[list[Lane], int]:
        """Return at most `limit` lanes in file order, those that run or failed before others, and how many are left out."""
        stages = list(self._stages.values())
        limit += len(stages) == limit + 1  # to say that one is left out takes as much room as to show it
        lively = sorted(range(len(stages)), key=lambda i: (stages[i].rank, i))[:limit]
        return [self._lane(stages[i]) for i in sorted(lively)], len(stages) - len(lively)

    def _lane(self, stage: _Stage) -> Lane:
        rows = stage.rows
        state, says, seconds = self._tells(stage)
        return Lane(
            clean_line(stage.node.label, 60) or "stage",
            state,
            says,
            seconds,
            tuple((r.began, self._end(r)) for r in rows if r.state != "cached"),
            tuple(r.began for r in rows if r.state == "cached"),
        )

    def _end(self, row: StepRow) -> float:
        return self._clock if row.ended is None else row.ended

    def _tells(self, stage: _Stage) -> tuple[str, tuple[str, ...], float | None]:
        if stage.node.skipped and not stage.rows:
            return "skipped", (f"skipped: {clean_line(stage.node.skipped)}",), None
        for state in ("failed", "running", "stopped"):
            row = next((r for r in stage.rows if r.state == state), None)
            if row is not None:
                name = clean_line(row.step.name, 200)
                says = {"failed": f"failed: {name}", "stopped": f"stopped: {name}"}.get(state, name)
                return state, (says,), self._end(row) - row.began
        return self._idle(stage)

    def _idle(self, stage: _Stage) -> tuple[str, tuple[str, ...], float | None]:
        """Tell of a stage of which nothing runs now."""
        needs = [self._stages[i] for i in stage.node.needs if i in self._stages and i != stage.node.index]
        ended = self._image.ended
        waits = [n for n in needs if not stage.has_used(n) and (n.broken if ended else n.busy(self._clock))]
        if waits:
            return "waiting", (f"{'waited' if ended else 'waits'} for {_named(waits)}",), None
        if not stage.rows:
            return "waiting", (self._never_ran(),), None
        takes = f"takes from {_named(needs)}" if needs else ""
        cached = sum(row.state == "cached" for row in stage.rows)
        if cached == len(stage.rows):
            return "cached", (takes or "all from the cache",), None
        count = (f"{cached} of {len(stage.rows)} cached",) if cached else ()
        return "done", (takes or "done", *count), sum(row.seconds or 0.0 for row in stage.rows)

    def _never_ran(self) -> str:
        if self._image.failure is not None or self._image.stopped:
            return "not reached"
        return "nothing to run" if self._image.ended else "not started"


def _stages(image: ImageBuild) -> Mapping[int, _Stage]:
    """Return the stages by index in file order; those that no graph names come from the labels of their steps."""
    nodes = {node.index: node for node in image.graph.stages} if image.graph else {}
    stages = {index: _Stage(node) for index, node in sorted(nodes.items())}
    by_label = {node.label: index for index, node in nodes.items()}
    for row in image.instructions:
        index = row.step.stage_index
        if index is None:
            index = by_label.setdefault(row.step.stage, max(stages, default=-1) + 1)
        if index not in stages:
            stages[index] = _Stage(StageNode(index, row.step.stage, row.step.line or 0))
        stages[index].rows.append(row)
        for place, _ in row.shared:
            if place in stages and place != index:
                stages[place].rows.append(row)
    return stages


def _named(stages: Sequence[_Stage]) -> str:
    names = ", ".join(clean_line(stage.node.label, 40) for stage in stages[:_NAMES])
    return names if len(stages) <= _NAMES else f"{names} and {len(stages) - _NAMES} more"

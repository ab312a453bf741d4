"""The rows under the lanes: steps in the order of the file, the engine's own, advice, and which row is selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.engine.build_events import BuildNotice, BuildWarning
from tutor.safe_text import clean_line
from tutor.tui.build_state import BuildState, ImageBuild, StepRow

SLOW_SECONDS = 1.0
"""From when on a step of the engine's own is worth a row."""
_LATE_SECONDS = 0.5
"""How long one must run until it is shown while it runs, so that quick ones do not flicker."""

Key = tuple[str, str]
"""Which build, and the step's id or the number of the advice."""


@dataclass(frozen=True)
class ListRow:
    """One row: a step, an advice, a notice, or the title of the second build."""

    key: Key
    content: StepRow | BuildWarning | BuildNotice | ImageBuild
    group: str = ""
    """The stage, said once above its steps."""

    @property
    def step(self) -> StepRow | None:
        """Return the step, if it is one."""
        return self.content if isinstance(self.content, StepRow) else None


@dataclass
class Selection:
    """The selected row; it follows what runs until the learner moves it."""

    key: Key | None = None
    following: bool = True

    def follow(self, rows: Sequence[ListRow]) -> None:
        """Go to the step that failed, else stay with the one that runs, else go to the next that does."""
        if not self.following:
            return
        steps = {row.key: row.step for row in rows if row.step is not None}
        failed = [key for key, step in steps.items() if step.state == "failed"]
        ours = [key for key, step in steps.items() if not step.is_engines_own] or list(steps)
        running = [key for key in ours if steps[key].state == "running"]
        if failed:
            self.key = failed[0]
        elif running and self.key not in running:
            self.key = min(running, key=lambda key: steps[key].began)
        elif self.key not in ours and ours:
            self.key = ours[-1]

    def move(self, rows: Sequence[ListRow], by: int) -> None:
        """Go up or down by rows that can be selected."""
        keys = [row.key for row in rows if not isinstance(row.content, ImageBuild)]
        if keys:
            at = keys.index(self.key) if self.key in keys else 0
            self.key = keys[min(max(at + by, 0), len(keys) - 1)]
            self.following = False

    def index(self, rows: Sequence[ListRow]) -> int | None:
        """Return where the selected row stands."""
        return next((i for i, row in enumerate(rows) if row.key == self.key), None)


def list_rows(state: BuildState, now: float) -> list[ListRow]:
    """Return all rows as they are at the panel's clock `now`."""
    rows: list[ListRow] = []
    for name, image in state.images.items():
        if name != "yours":
            rows.append(ListRow((name, ""), image))
        rows += _steps(name, image, image.clock(now))
        rows += [ListRow((name, f"warning {n}"), w) for n, w in enumerate(image.warnings)]
        rows += [ListRow((name, f"notice {n}"), n_) for n, n_ in enumerate(image.notices)]
    return rows


def _steps(name: str, image: ImageBuild, clock: float) -> list[ListRow]:
    ours = sorted(image.instructions, key=lambda row: row.step.line or 0)
    rows: list[ListRow] = []
    before: object = None
    for row in ours:
        place = (row.step.stage_index, row.step.stage)
        group = row.step.stage if place != before else ""
        rows.append(ListRow((name, row.step.id), row, group))
        before = place
    own = [r for r in image.rows.values() if r.is_engines_own and _worth_a_row(r, clock)]
    return rows + [ListRow((name, r.step.id), r, "" if n else "engine") for n, r in enumerate(own)]


def _worth_a_row(row: StepRow, clock: float) -> bool:
    if row.state == "running":
        return clock - row.began >= _LATE_SECONDS
    return row.state in ("failed", "stopped") or (row.seconds or 0.0) >= SLOW_SECONDS


def shared_with(row: StepRow, image: ImageBuild) -> tuple[str, ...]:
    """Return the other stages in which a step stands, as in `shared with deps`, from the full to the shortest form."""
    if not row.shared:
        return ("",)
    labels = {node.index: node.label for node in image.graph.stages} if image.graph else {}
    names = [clean_line(labels.get(index, ""), 40) or f"line {line}" for index, line in row.shared[:20]]
    first, *others = dict.fromkeys(names)
    more = len(others) + max(len(row.shared) - 20, 0)
    brief = f"shared with {first} +{more}" if more else f"shared with {first}"
    return (f"shared with {', '.join((first, *others))}", brief, "shared")

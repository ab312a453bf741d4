"""How far the learner is with the six sub-goals: written in the text, or proven by the build and the checks of that very text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from tutor.attempt import AttemptEvent, BuildProgress, CheckDone
from tutor.dockerfile import parse
from tutor.dockerfile.reached import reached
from tutor.engine.build_events import StepCached, StepDone, StepShared, StepStarted
from tutor.model.course import Lab
from tutor.model.outcome import Outcome, Status
from tutor.model.sub_goals import Mark, SubGoal, Tick
from tutor.tui.analysis import LIMIT


class Checklist:
    """Folds what is typed and what a build tells into ticks; a tick about an older text is never more than written."""

    def __init__(self, lab: Lab) -> None:
        self._goals = lab.sub_goals
        self._builds = {check.id for check in lab.checks if check.kind == "builds"}
        self._text: str | None = None
        self._ignore: str | None = None
        self._lines: Mapping[str, tuple[int, ...]] = {}
        self._built: tuple[str, str | None] | None = None
        """The Dockerfile and the ignore file that were built last."""
        self._passed: set[str] = set()
        self._step_lines: dict[str, set[int]] = {}
        self._done: set[int] = set()

    @property
    def written(self) -> Collection[str]:
        """Return the ids of the sub-goals that the text has reached."""
        return self._lines.keys()

    def typed(self, text: str, ignore: str | None = None) -> None:
        """Take in the Dockerfile as it is now, and the ignore file of a lab that has one."""
        self._ignore = ignore
        if text != self._text:
            self._text = text
            self._lines = reached(parse(text), self._goals) if len(text) <= LIMIT else {}

    def begin(self, text: str, ignore: str | None = None) -> None:
        """An attempt on these texts begins; what was proven of the same texts stays so."""
        if (text, ignore) != self._built:
            self._built, self._passed, self._done = (text, ignore), set(), set()
        self._step_lines = {}

    def feed(self, events: Iterable[AttemptEvent]) -> None:
        """Take in what happened in the attempt."""
        for event in events:
            if isinstance(event, CheckDone):
                self._answered(event.outcome)
            elif isinstance(event, BuildProgress) and event.image == "yours":
                self._stepped(event.event)

    def known(self, text: str, outcomes: Sequence[Outcome], ignore: str | None = None) -> None:
        """Take in what an earlier session found out about these texts."""
        self.begin(text, ignore)
        for outcome in outcomes:
            self._answered(outcome)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Return one tick for each sub-goal, in their order."""
        return tuple(Tick(goal.label, self._mark(goal)) for goal in self._goals)

    def _answered(self, outcome: Outcome) -> None:
        if outcome.status is Status.PASSED:
            self._passed.add(outcome.check_id)
        else:
            self._passed.discard(outcome.check_id)

    def _stepped(self, event: object) -> None:
        if isinstance(event, StepStarted) and event.step.line is not None:
            self._step_lines.setdefault(event.step.id, set()).add(event.step.line)
        elif isinstance(event, StepShared):
            self._step_lines.setdefault(event.step_id, set()).update(line for _, line in event.places)
        elif isinstance(event, StepDone | StepCached):
            self._done |= self._step_lines.get(event.step_id, set())

    def _mark(self, goal: SubGoal) -> Mark:
        if (self._text, self._ignore) == self._built and self._is_proven(goal):
            return Mark.PROVEN
        return Mark.WRITTEN if goal.id in self._lines else Mark.OPEN

    def _is_proven(self, goal: SubGoal) -> bool:
        if goal.checks:
            return set(goal.checks) <= self._passed
        lines = self._lines.get(goal.id, ())
        return bool(lines) and (bool(self._builds & self._passed) or set(lines) <= self._done)

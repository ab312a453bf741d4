"""The cases of a lab: each Dockerfile that proves something, and what must become of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from tutor.errors import UsageProblem
from tutor.model.course import Lab, Mistake
from tutor.safe_text import clean_line


class Kind(StrEnum):
    """What a case proves."""

    START = "start"
    """That what the learner begins with does not pass."""
    SOLUTION = "solution"
    MISTAKE = "mistake"


@dataclass(frozen=True)
class Case:
    """One Dockerfile of a lab, and what must become of it."""

    kind: Kind
    id: str
    title: str
    data: bytes
    requires: tuple[str, ...] = ()
    """What an engine may lack: of the lab, and of a solution or mistake of its own."""
    mistake: Mistake | None = None
    """Of a mistake: the check, the diagnosis and the line that it must get."""
    ignore: str | None = None
    """The text of the ignore file beside it."""

    @property
    def name(self) -> str:
        """Return what tells it from all other cases of its lab."""
        return self.id if self.kind is Kind.START else f"{self.kind}/{self.id}"

    @property
    def build_seconds(self) -> int | None:
        """Return a build limit of its own, or None."""
        return self.mistake.build_seconds if self.mistake else None

    def answered(self, lab: Lab) -> frozenset[str]:
        """Return the ids of the lab's questions that count as answered in this case."""
        open_ones = self.mistake.unanswered if self.mistake else ()
        return frozenset(q.id for q in lab.questions) - frozenset(open_ones)

    @property
    def text(self) -> str:
        """Return the file as people read it, as far as it is text."""
        return self.data.decode("utf-8-sig", "replace")


def cases_of(lab: Lab, only: Collection[str] = ()) -> tuple[Case, ...]:
    """Return a lab's cases: the start, the solutions, the mistakes; with `only`, those of these ids or names.

    Raises `UsageProblem` for an id that no case has.
    """
    cases = (
        Case(
            Kind.START,
            "start",
            "The file that learners begin with",
            lab.start.encode(),
            lab.requires,
            ignore=lab.ignore,
        ),
        *(
            Case(Kind.SOLUTION, s.id, s.title, s.data, (*lab.requires, *s.requires), ignore=s.ignore)
            for s in lab.solutions
        ),
        *(
            Case(Kind.MISTAKE, m.id, m.title, m.data, (*lab.requires, *m.requires), m, m.ignore)
            for m in lab.mistakes
        ),
    )
    known = {c.id for c in cases} | {c.name for c in cases}
    for wanted in only:
        if wanted not in known:
            raise UsageProblem(
                f"{lab.id} has no case called `{clean_line(wanted, 60)}`.",
                f"There are: {', '.join(c.id for c in cases)}.",
            )
    return tuple(c for c in cases if not only or c.id in only or c.name in only)

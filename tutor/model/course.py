"""A course: labs, their steps, checks and proofs, as read from plain files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tutor.model.build_inputs import BuildInputs
from tutor.model.other_image import OtherImage
from tutor.model.question import Question
from tutor.model.reading import Reading
from tutor.model.service import Service
from tutor.model.sub_goals import SubGoal

ENGINE_FEATURES = ("here-documents", "mounts")
"""What a Dockerfile may use although not every engine has it."""
LAB_FEATURES = ("mounts",)
"""Those of them that an engine can be asked for before a build."""


@dataclass(frozen=True)
class Step:
    """One page of a lesson, in Markdown."""

    id: str
    title: str
    markdown: str


@dataclass(frozen=True)
class CheckSpec:
    """One check as a lab declares it."""

    id: str
    kind: str
    """The name of a check family, as in `http`; its options are validated against that family."""
    title: str
    options: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    """Ids of checks that must have passed before this one means anything."""
    hints: tuple[str, ...] = ()
    advice: bool = False
    """Whether it only advises: judged after all else has passed, and never a reason to fail."""
    image: OtherImage | None = None
    """Which image it judges; None for the one that a plain build makes."""


@dataclass(frozen=True)
class Solution:
    """A Dockerfile that must pass."""

    id: str
    title: str
    data: bytes
    """The file as it lies on disk: a byte order mark or other line ends may be what makes it worth proving."""
    reference: bool = False
    requires: tuple[str, ...] = ()
    """What only some engines have, by the names of `ENGINE_FEATURES`: others cannot judge it, and say so."""
    ignore: str | None = None
    """The text of the ignore file beside it; None if the lab has none."""

    @property
    def text(self) -> str:
        """Return the file as people read it."""
        return self.data.decode("utf-8-sig", "replace")


@dataclass(frozen=True)
class Mistake:
    """A Dockerfile that must fail `check` first, with the diagnosis named."""

    id: str
    title: str
    data: bytes
    """The file as it lies on disk; it need not be text."""
    check: str
    diagnosis: str
    line: int | None = None
    """The line that the diagnosis must speak of; None if it speaks of none."""
    build_seconds: int | None = None
    """A shorter build limit for a mistake that never ends."""
    unanswered: tuple[str, ...] = ()
    """Ids of the questions that were not answered; of all others an answer is there."""
    requires: tuple[str, ...] = ()
    """What only some engines have, as of a solution."""
    ignore: str | None = None
    """The text of the ignore file beside it; None if the lab has none."""

    @property
    def text(self) -> str:
        """Return the file as people read it, as far as it is text."""
        return self.data.decode("utf-8-sig", "replace")


@dataclass(frozen=True)
class Limits:
    """What an attempt may take."""

    build_seconds: int = 600
    start_seconds: int = 60
    memory_mb: int = 1024
    processes: int = 256


@dataclass(frozen=True)
class Lab:
    """One lab."""

    id: str
    """As learners name it; with the pack's id and a slash before it if it is of a pack."""
    title: str
    summary: str
    minutes: int
    difficulty: str
    objectives: tuple[str, ...]
    concepts: tuple[str, ...]
    app: Path
    """The build context: the folder of the sample application."""
    base_images: tuple[str, ...]
    port: int
    """The TCP port that the application listens on inside the container."""
    steps: tuple[Step, ...]
    checks: tuple[CheckSpec, ...]
    """What must hold, in the order in which failures are explained."""
    start: str
    """The Dockerfile that the learner begins with."""
    traditional: str
    """The Dockerfile that sizes are compared with."""
    solutions: tuple[Solution, ...]
    mistakes: tuple[Mistake, ...]
    limits: Limits
    folder: Path
    advice: tuple[CheckSpec, ...] = ()
    """Checks that only advise."""
    questions: tuple[Question, ...] = ()
    sub_goals: tuple[SubGoal, ...] = ()
    """All six in their order, or none."""
    takeaway: str = ""
    """The one idea to keep, in a sentence or two."""
    builds_on: str = ""
    """The id of the earlier lab whose result this one goes on from."""
    after: tuple[str, ...] = ()
    """Ids of further labs whose ideas this one takes for known; nothing stops learners from beginning with it."""
    services: tuple[Service, ...] = ()
    build: BuildInputs = field(default_factory=BuildInputs)
    requires: tuple[str, ...] = ()
    """What an engine must have for any attempt, of `LAB_FEATURES`."""
    part_of: str = ""
    """The id of the lab that this is a part of; empty if it is a whole one."""
    reading: Reading | None = None
    """What is right of each line, if the file is read and not written."""
    ignore: str | None = None
    """The ignore file that the learner begins with, and may write; None if the lab has none."""

    @property
    def pack(self) -> str:
        """Return the id of the pack that the lab is of; empty for a shipped lab."""
        return self.whole.rpartition("/")[0]

    @property
    def whole(self) -> str:
        """Return the id of the whole lab: its own, or that of the lab that it is a part of."""
        return self.part_of or self.id

    @property
    def manifest_folder(self) -> Path:
        """Return the folder of the manifest: its own, or that of the lab that it is a part of."""
        return self.folder.parent if self.part_of else self.folder

    @property
    def wanted_answers(self) -> frozenset[str]:
        """Return the ids of the questions that must be answered for a pass."""
        return frozenset(str(c.options.get("question")) for c in self.checks if c.kind == "answered")

    @property
    def reference(self) -> Solution:
        """Return the solution that the lab shows; the first if none is marked."""
        return next((s for s in self.solutions if s.reference), self.solutions[0])


@dataclass(frozen=True)
class Course:
    """The labs in the order they are taught."""

    labs: tuple[Lab, ...]
    first_number: int = 1
    """What the first lab is numbered."""

    def find(self, lab_id: str) -> Lab | None:
        """Return the lab with this id, or None."""
        return next((lab for lab in self.labs if lab.id == lab_id), None)

    def named(self, lab_id: str) -> tuple[Lab, ...]:
        """Return the lab with this id, or all parts of it."""
        return tuple(lab for lab in self.labs if lab_id in (lab.id, lab.part_of))

    @property
    def wholes(self) -> tuple[tuple[Lab, ...], ...]:
        """Return the labs in their order, each with its parts; a lab without parts is its only one."""
        return tuple(self.named(lab_id) for lab_id in dict.fromkeys(lab.whole for lab in self.labs))

    def number(self, lab: Lab) -> str:
        """Return what a lab is numbered in the course: `3`, or `3b` if it is the second part of one."""
        for number, parts in enumerate(self.wholes, self.first_number):
            if lab in parts:
                return f"{number}{chr(ord('a') + parts.index(lab))}" if lab.part_of else str(number)
        return ""

    @property
    def last_number(self) -> int:
        """Return what the last lab is numbered."""
        return self.first_number + len(self.wholes) - 1

    def waits_for(self, lab: Lab, done: Collection[str]) -> tuple[Lab, ...]:
        """Return the labs of the course that should come before this one, but for those in `done`; of parts, the first one."""
        before = {lab.builds_on, *lab.after}
        named = (tuple(p for p in parts if before & {p.id, p.whole}) for parts in self.wholes)
        left = (next((p for p in parts if p.id not in done), None) for parts in named)
        return tuple(part for part in left if part is not None)

    def catch_up(self, lab: Lab) -> Solution:
        """Return what to go on from without having written it: the earlier lab's reference, else this one's."""
        before = self.find(lab.builds_on) or lab
        return before.reference

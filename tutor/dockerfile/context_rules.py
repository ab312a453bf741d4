"""A rule about the project folder: it does not belong into the image that ships, once another stage builds from it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.dockerfile.view import View, warning
from tutor.dockerfile.words import shown
from tutor.model.dockerfile import Instruction, Problem, Stage

_RUNS_SOURCE = re.compile(r"(?:^|/)(?:php|python|pypy|ruby|jruby|perl|wordpress|drupal)(?:[:@-]|$)")
"""Images of languages that run their sources as they are."""
_WHOLE = frozenset({".", "./", "/", "*", "./*"})


def ships_project(view: View) -> Iterator[Problem]:
    """Yield each COPY of the whole project in what ships, if a stage that it takes files from has that already."""
    built = _stages_taken_from(view)
    had = next((s for s in built if any(_takes_project(i) for i in s.instructions)), None)
    if had is None or _RUNS_SOURCE.search(view.stages[view.chain[-1]].base):
        return
    for instruction in view.shipped:
        if _takes_project(instruction):
            yield warning(
                "ships-project",
                "This puts your whole project folder into the image, sources included. Take only what runs, with"
                f" {shown(f'--from={had.name or had.index}')}.",
                view.at.word(instruction, 0),
            )


def _takes_project(instruction: Instruction) -> bool:
    words = instruction.arguments
    plain = instruction.keyword in ("COPY", "ADD") and instruction.flag("from") is None
    return plain and not _WHOLE.isdisjoint(words[:-1])


def _stages_taken_from(view: View) -> list[Stage]:
    """Return the stages that do not ship but hand over files to those that do."""
    shipped = frozenset(view.chain)
    found = {s.stage for s in view.sources if s.in_stage in shipped and s.stage not in shipped}
    return [view.stages[index] for index in sorted(i for i in found if i is not None)]

"""A rule about the project folder: what is copied from there has to be there."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Collection, Iterator

from tutor.dockerfile.completion.stage_paths import StagePaths
from tutor.dockerfile.surroundings import Surroundings
from tutor.dockerfile.view import View, rooted, warning
from tutor.dockerfile.words import shown
from tutor.model.dockerfile import Instruction, Problem

_NOT_PLAIN = frozenset("*?[$\\:<\"'#")
"""Signs of patterns, variables, addresses and here-documents."""


def not_in_project(view: View, known: Surroundings) -> Iterator[Problem]:
    """Yield each source of a COPY that the project folder does not have, or that its ignore file leaves out."""
    if not known.is_whole:
        return
    there = {path.rstrip("/") for path in known.context} | {""}
    stages = StagePaths(view.dockerfile, known)
    for stage in view.stages:
        for instruction in stage.instructions:
            for index, path in _missing(instruction, there):
                message = _advice(view, stages, stage.index, path, there)
                yield warning("not-in-project", message, view.at.word(instruction, index))


def _missing(instruction: Instruction, there: Collection[str]) -> Iterator[tuple[int, str]]:
    if instruction.keyword not in ("COPY", "ADD") or instruction.flag("from") is not None:
        return
    if any(word.startswith("-") for word in instruction.arguments[:1]):
        return  # a flag with one dash: what follows is not of the project
    for index, path in enumerate(instruction.arguments[:-1]):
        if _NOT_PLAIN.isdisjoint(path) and rooted(path).strip("/") not in there:
            yield index, path


def _advice(view: View, stages: StagePaths, index: int, path: str, there: Collection[str]) -> str:
    """Return what to do about a path that is not there: take it from the stage that has it, or write it right."""
    for other in reversed(view.stages[max(0, index - 9) : index]):
        full = rooted(posixpath.join(stages.workdir(other.index), path))
        if not stages.of(other.index).isdisjoint((full, full + "/")):
            return (
                f"Your project folder has no {shown(path)}, but {shown(other.label)} has."
                f" Write {shown(f'--from={other.name or other.index} {full}')}."
            )
    close = difflib.get_close_matches(rooted(path).strip("/")[:80], sorted(there), 1, 0.6)
    advice = f"Did you mean {shown(close[0])}?" if close else "Check its name, and `.dockerignore`."
    return f"Your project folder has no {shown(path)} for a build. {advice}"

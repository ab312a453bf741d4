"""Rules about COPY: too much, from the wrong place, or from the wrong folder."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from tutor.dockerfile.view import View, rooted, warning
from tutor.dockerfile.words import shown
from tutor.model.dockerfile import Instruction, Problem, Stage

_BUILT = frozenset({".next", ".output", "build", "dist", "node_modules", "target"})
"""Folders that builds make, and that no project folder should hand over."""
_DELETES = re.compile(r"(?:^|[\s;&|])rm\s")
"""A command that takes files away."""
_NEAR = 20
"""Stages above that are asked whether they made a file."""


def copies_everything(view: View) -> Iterator[Problem]:
    """Yield each source path that is the other stage's whole working directory or more; not if that stage tidies up."""
    for instruction, stage, index, path in _taken(view):
        workdir = view.workdir(stage.index)
        takes_all = workdir is not None and _holds(path.removesuffix("/*") or "/", workdir)
        if takes_all and not any(_DELETES.search(i.rest) for i in stage.instructions if i.keyword == "RUN"):
            yield warning(
                "copies-everything",
                f"This takes all of {shown(path)} from {shown(stage.label)}, sources and tools included."
                " Copy only what the app needs to run.",
                view.at.word(instruction, index),
            )


def relative_from_path(view: View) -> Iterator[Problem]:
    """Yield each source path that counts on the other stage's working directory."""
    for instruction, stage, index, path in _taken(view):
        workdir, written = view.workdir(stage.index), instruction.arguments[index]
        if written.startswith(("/", "$")) or workdir in (None, "/") or _holds(str(workdir), path):
            continue
        meant = rooted(posixpath.join(str(workdir), written))
        yield warning(
            "relative-from-path",
            f"With `--from`, {shown(written)} begins at `/` of the other stage, not at its `WORKDIR`."
            f" Write {shown(meant)}.",
            view.at.word(instruction, index),
        )


def _taken(view: View) -> Iterator[tuple[Instruction, Stage, int, str]]:
    """Yield instruction, other stage, index of the argument, and path from `/` for what is copied from stages."""
    for source in view.sources:
        if source.instruction.keyword != "RUN" and source.stage is not None:
            for index, written in enumerate(_sources(source.instruction)):
                yield source.instruction, view.stages[source.stage], index, rooted(written)


def _sources(instruction: Instruction) -> tuple[str, ...]:
    """Return the paths before the last one; words that were meant as a comment do not count."""
    words = instruction.arguments
    comment = next((n for n, word in enumerate(words) if word.startswith("#")), len(words))
    return (words if instruction.json_form else words[:comment])[:-1]


def _holds(outer: str, inner: str) -> bool:
    """Return whether the folder `outer` is `inner` or above it."""
    return outer in ("/", inner) or inner.startswith(outer + "/")


def copy_needs_from(view: View) -> Iterator[Problem]:
    """Yield each source path of a later stage that only an earlier stage can have made."""
    for stage in view.stages[1:]:
        for instruction in stage.instructions:
            if instruction.keyword == "COPY" and instruction.flag("from") is None:
                yield from _missing_from(view, stage, instruction)


def _missing_from(view: View, stage: Stage, instruction: Instruction) -> Iterator[Problem]:
    for index, path in enumerate(_sources(instruction)):
        maker = _maker(view, stage, path)
        if maker is not None:
            fixed = shown(f"--from={maker.name or maker.index}")
            yield warning(
                "copy-needs-from",
                f"Without `--from`, {shown(path)} is looked for in your project folder."
                f" If a stage made it, add {fixed} and write its full path there.",
                view.at.word(instruction, index),
            )


def _maker(view: View, stage: Stage, path: str) -> Stage | None:
    """Return the earlier stage that seems to have made a path, or None."""
    if path.startswith("/"):
        for other in view.stages[max(0, stage.index - _NEAR) : stage.index]:
            workdir = view.workdir(other.index)
            if workdir not in (None, "/") and _holds(str(workdir), rooted(path)):
                return other
    if _BUILT.isdisjoint(path.split("/")):
        return None
    named = [s for s in view.stages[max(0, stage.index - _NEAR) : stage.index] if s.name]
    return named[-1] if named else view.stages[stage.index - 1]

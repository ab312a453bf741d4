"""Which lines run again after a change: the first that takes it in, and all below it in its stage and in those FROM it."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.model.change import CONTENT, Change
from tutor.model.dockerfile import Dockerfile, Instruction, Stage
from tutor.model.glob import glob
from tutor.model.stage_links import copy_sources, used_stages
from tutor.safe_pattern import PatternTooSlow

_UNSURE = set("${}[]\\")
"""Characters of a source whose meaning is not followed here."""
_WORK = ("COPY", "ADD", "RUN")
_REMOTE = ("http://", "https://", "git@", "git://", "ssh://")
"""How sources of ADD begin that are asked for anew at each build."""


@dataclass(frozen=True)
class Rebuilt:
    """The build after a change, as far as it is sure before it is made."""

    candidates: tuple[tuple[int, str], ...]
    """(line, text) of the instructions that do work and whose fate is sure.

    What a `COPY --from` does is not, if its stage runs again: it may find there just what it found before.
    """
    lines: tuple[int, ...]
    """Those that run again."""


def rebuilt(dockerfile: Dockerfile, change: Change, *, is_sent: bool = True) -> Rebuilt | None:
    """Return what runs again after a change; None if that is not sure, or nothing does work.

    `is_sent` is whether the ignore file lets the changed file through. What Docker compares are contents, never times.
    """
    used = sorted(used_stages(dockerfile))
    stages = [dockerfile.stages[index] for index in used]
    file = change.file if change.kind == CONTENT else ""
    if dockerfile.errors or any(map(_is_unsure, stages)):
        return None
    if file and not is_sent and any(_names(i, file) for stage in stages for i in stage.instructions):
        return None  # what is named and not sent ends the build
    fates = _Fates(dockerfile, file if is_sent else "")
    for stage in stages:
        fates.follow(stage)
    return Rebuilt(tuple(fates.sure), tuple(fates.again)) if fates.sure else None


class _Fates:
    """Goes through the stages in the order of the file."""

    def __init__(self, dockerfile: Dockerfile, file: str) -> None:
        self._file = file
        self._from: dict[Instruction, set[int]] = {}
        for source in copy_sources(dockerfile):
            if source.stage is not None:
                self._from.setdefault(source.instruction, set()).add(source.stage)
        self._ran: set[int] = set()
        """Stages that end with a line that runs again."""
        self._open: set[int] = set()
        """Stages that end with a line that may."""
        self.sure: list[tuple[int, str]] = []
        self.again: list[int] = []

    def follow(self, stage: Stage) -> None:
        """Decide on each line of a stage; those behind one that may go either way are open until one runs for sure."""
        runs, is_open = stage.base_stage in self._ran, stage.base_stage in self._open
        for i in (i for i in stage.instructions if i.keyword in _WORK):
            runs = runs or _takes(i, self._file)
            is_open = is_open or bool(self._from.get(i, set()) & (self._ran | self._open))
            if runs or not is_open:
                self.sure.append((i.span.line, i.text))
            self.again += [i.span.line] if runs else []
        if runs:
            self._ran.add(stage.index)
        elif is_open:
            self._open.add(stage.index)


def _is_unsure(stage: Stage) -> bool:
    """Return whether an instruction reads the project, or the network, in a way that is not followed here."""
    for i in stage.instructions:
        mounts = [f.value or "" for f in i.flags if f.name == "mount"]
        if any("from=" not in m and ("type=bind" in m or "type=" not in m) for m in mounts):
            return True
        sources = _sources(i)
        if sources and (i.flag("exclude") is not None or _UNSURE & set("".join(sources))):
            return True
        if any(_is_remote(source) for source in sources):
            return True
    return False


def _is_remote(source: str) -> bool:
    return source.strip("\"'").lower().startswith(_REMOTE)


def _sources(instruction: Instruction) -> tuple[str, ...]:
    """Return what an instruction takes from the project."""
    if instruction.keyword not in _WORK[:2] or instruction.flag("from") is not None:
        return ()
    return tuple(s for s in instruction.arguments[:-1] if not s.startswith("<<"))


def _takes(instruction: Instruction, file: str) -> bool:
    if not file:
        return False
    parts = file.split("/")
    prefixes = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    return any(_matches(source, prefixes) for source in _sources(instruction))


def _names(instruction: Instruction, file: str) -> bool:
    """Return whether an instruction asks for a file, and not for a folder that it happens to be in."""
    return any(
        _plain(source) not in ("", ".") and _matches(source, [file]) for source in _sources(instruction)
    )


def _plain(source: str) -> str:
    return source.strip("\"'").removeprefix("./").strip("/")


def _matches(source: str, prefixes: list[str]) -> bool:
    pattern = _plain(source)
    if pattern in ("", "."):
        return True
    matcher = glob(pattern.replace("**", "*"))
    try:
        return any(matcher.fullmatch(prefix) for prefix in prefixes)
    except PatternTooSlow:
        return False

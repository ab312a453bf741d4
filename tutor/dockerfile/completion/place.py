"""The cursor within the parsed file: which stages are above it, and what they know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.dockerfile.completion.candidate import Candidate
from tutor.dockerfile.completion.cursor import Cursor
from tutor.dockerfile.scopes import Scopes, defined
from tutor.model.dockerfile import Dockerfile, Stage


@dataclass(frozen=True)
class Place:
    """Where the cursor is, and what is known there."""

    dockerfile: Dockerfile
    cursor: Cursor

    @property
    def keyword(self) -> str:
        """Return the keyword of the instruction, in upper case."""
        return self.cursor.keyword.upper()

    @property
    def stage_index(self) -> int:
        """Return the stage that the cursor is in; a FROM that is being written begins one."""
        return max(len([s for s in self.dockerfile.stages if s.span.line <= self.cursor.first_line]) - 1, 0)

    @property
    def is_above_stages(self) -> bool:
        """Return whether the cursor is before the first FROM."""
        return not any(s.span.line < self.cursor.first_line for s in self.dockerfile.stages)

    @property
    def is_lower(self) -> bool:
        """Return whether the learner writes instructions in lower case."""
        written = self.cursor.keyword or self.cursor.typed
        if not written:
            lines = (i.text for i in self.dockerfile.instructions if i.span.line != self.cursor.line)
            written = next((text.split(maxsplit=1)[0] for text in lines if text), "")
        return written.islower()

    @property
    def above(self) -> tuple[Stage, ...]:
        """Return the stages above the cursor's own."""
        return tuple(
            s for s in self.dockerfile.stages[: self.stage_index] if s.span.line < self.cursor.first_line
        )

    @property
    def has_from(self) -> bool:
        """Return whether the instruction takes from a stage or an image."""
        return any(flag.startswith("--from=") for flag in self.cursor.flags)

    def source_stage(self) -> int | None:
        """Return the index of the stage that the instruction takes from, or None."""
        flag = next((f for f in self.cursor.flags if f.startswith("--from=")), "")
        name = flag.removeprefix("--from=").strip("\"'").lower()
        named = [s.index for s in self.above if name and name in ((s.name or "").lower(), str(s.index))]
        return named[-1] if named else None

    def stages_named(self, typed: str) -> Iterator[Candidate]:
        """Yield the stages above whose names begin as typed, the nearest first; those without a name by number."""
        for stage in reversed(self.above):
            name = stage.name or str(stage.index)
            if name.lower().startswith(typed.lower()):
                yield Candidate(name, "stage", f"line {stage.span.line}")

    def images(self) -> Iterator[str]:
        """Yield the images that other stages are FROM."""
        for stage in self.dockerfile.stages:
            if stage.base_stage is None and stage.span.line != self.cursor.first_line and stage.base:
                yield stage.base

    def workdirs(self) -> tuple[str, ...]:
        """Return the working directories written elsewhere in the file."""
        written = (i for i in self.dockerfile.instructions if i.keyword == "WORKDIR")
        return tuple(
            dict.fromkeys(i.rest for i in written if i.span.line != self.cursor.first_line and i.rest)
        )

    def variables(self) -> tuple[str, ...]:
        """Return the variables known at the cursor."""
        scopes = Scopes(self.dockerfile)
        if self.keyword == "FROM" or not self.dockerfile.stages:
            return tuple(scopes.globals)
        stage = self.dockerfile.stages[self.stage_index]
        inherited = (
            () if stage.base_stage is None else scopes.at_end(self.dockerfile.stages[stage.base_stage])
        )
        own = (i for i in stage.instructions if i.span.line < self.cursor.first_line)
        return tuple(dict.fromkeys([*(n for i in own for n in defined(i)), *inherited]))

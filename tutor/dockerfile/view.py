"""A Dockerfile as the rules look at it: positions, sources and working directories worked out once."""

from __future__ import annotations

import functools
import posixpath
from dataclasses import dataclass

from tutor.dockerfile.graph import ancestry, copy_sources, names_itself
from tutor.dockerfile.lexer import read
from tutor.dockerfile.logical_line import Lexed
from tutor.dockerfile.position import Positions
from tutor.dockerfile.scopes import Scopes
from tutor.model.dockerfile import CopySource, Dockerfile, Instruction, Problem, Span, Stage

_SHAPE = frozenset(
    {
        "as-missing",
        "bad-arguments",
        "empty-file",
        "from-missing",
        "from-swallowed",
        "heredoc-unterminated",
        "trailing-comment",
        "unknown-instruction",
    }
)
"""Errors after which the stages may not be those that were meant."""
_WELL_KNOWN = {
    "alpine",
    "busybox",
    "caddy",
    "composer",
    "debian",
    "docker",
    "eclipse-temurin",
    "gcc",
    "golang",
} | {"gradle", "httpd", "maven", "nginx", "node", "php", "python", "ruby", "rust", "ubuntu"}
"""Images that people copy from by their short names."""
_LONGEST_PATH = 4096


@dataclass(frozen=True)
class View:
    """What every rule needs."""

    dockerfile: Dockerfile
    lexed: Lexed
    at: Positions
    sources: tuple[CopySource, ...]
    chain: tuple[int, ...]
    """The last stage and those it is FROM; empty without stages."""

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Return the stages."""
        return self.dockerfile.stages

    @property
    def instructions(self) -> tuple[Instruction, ...]:
        """Return the instructions of all stages."""
        return tuple(i for s in self.stages for i in s.instructions)

    @property
    def shipped(self) -> tuple[Instruction, ...]:
        """Return the instructions of the last stage and of those it is FROM, in the order they run."""
        return tuple(i for index in reversed(self.chain) for i in self.stages[index].instructions)

    @property
    def shape_is_sure(self) -> bool:
        """Return whether the stages are those that were meant, as far as one can tell."""
        return bool(self.stages) and not any(p.code in _SHAPE for p in self.dockerfile.problems)

    def workdir(self, index: int) -> str | None:
        """Return the working directory at the end of a stage; None if a variable decides."""
        return self._workdirs[index]

    @functools.cached_property
    def _workdirs(self) -> tuple[str | None, ...]:
        written: list[str] = []
        for stage in self.stages:
            here = "/" if stage.base_stage is None else written[stage.base_stage]
            for instruction in stage.instructions:
                if instruction.keyword == "WORKDIR" and len(here) < _LONGEST_PATH:
                    here = posixpath.join(here, instruction.rest.strip("\"'"))
            written.append(here)
        return tuple(None if "$" in path else rooted(path) for path in written)

    @functools.cached_property
    def scopes(self) -> Scopes:
        """Return which variables each stage knows."""
        return Scopes(self.dockerfile)

    @functools.cached_property
    def unknown(self) -> tuple[CopySource, ...]:
        """Return what names neither a stage above, nor its own stage, nor anything like an image."""
        return tuple(s for s in self.sources if self._is_unknown(s))

    def _is_unknown(self, source: CopySource) -> bool:
        name = source.reference
        if (
            source.stage is not None
            or any(c in name for c in "/:.@$")
            or names_itself(self.dockerfile, source)
        ):
            return False
        return name.lower() not in _WELL_KNOWN or self.later(source) is not None

    def later(self, source: CopySource) -> Stage | None:
        """Return the stage further down that a reference names, or None."""
        name = source.reference
        if name.isascii() and name.isdigit() and len(name) < 7 and int(name) < len(self.stages):
            return self.stages[int(name)]
        stage = self._last_by_name.get(name.lower())
        return stage if stage is not None and stage.index > source.in_stage else None

    @functools.cached_property
    def _last_by_name(self) -> dict[str, Stage]:
        return {s.name.lower(): s for s in self.stages if s.name}


def rooted(path: str) -> str:
    """Return a path from `/`, without `.`, `..` and doubled slashes."""
    return "/" + posixpath.normpath("/" + path).lstrip("/")


def look_at(dockerfile: Dockerfile) -> View:
    """Return the view of a Dockerfile."""
    lexed = read(dockerfile.text)
    chain = ancestry(dockerfile, len(dockerfile.stages) - 1) if dockerfile.stages else ()
    return View(dockerfile, lexed, Positions(lexed.lines), copy_sources(dockerfile), chain)


def warning(code: str, message: str, span: Span) -> Problem:
    """Return a problem that only explains."""
    return Problem(code, message, span, "warning")

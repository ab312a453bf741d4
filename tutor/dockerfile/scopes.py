"""Which variables each stage knows, and at which line it got them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tutor.model.dockerfile import Dockerfile, Instruction, Stage

PREDEFINED = frozenset(
    {
        *("BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT"),
        *("TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT"),
    }
)
"""What `FROM` lines know without any `ARG`."""

FROM_IMAGES = frozenset(
    {
        *(
            "PATH",
            "HOME",
            "HOSTNAME",
            "PWD",
            "OLDPWD",
            "SHELL",
            "USER",
            "TERM",
            "LANG",
            "LC_ALL",
            "TZ",
            "PS1",
        ),
        *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "FTP_PROXY", "ALL_PROXY", "SOURCE_DATE_EPOCH"),
        *("NODE_VERSION", "YARN_VERSION", "PYTHON_VERSION", "PYTHON_PIP_VERSION", "GPG_KEY", "RUBY_VERSION"),
        *(
            "GOLANG_VERSION",
            "GOPATH",
            "GOTOOLCHAIN",
            "RUST_VERSION",
            "RUSTUP_HOME",
            "CARGO_HOME",
            "PHP_VERSION",
        ),
        *(
            "JAVA_HOME",
            "JAVA_VERSION",
            "MAVEN_HOME",
            "MAVEN_CONFIG",
            "GRADLE_HOME",
            "GRADLE_VERSION",
            "GCC_VERSION",
        ),
        *("NGINX_VERSION", "NJS_VERSION", "PKG_RELEASE", "CATALINA_HOME", "TOMCAT_VERSION", "DOTNET_VERSION"),
        *(
            "ASPNET_VERSION",
            "DENO_VERSION",
            "BUN_VERSION",
            "PGDATA",
            "PG_MAJOR",
            "PG_VERSION",
            "REDIS_VERSION",
        ),
    }
)
"""Variables that images and shells bring along, so that their use says nothing."""


@dataclass(frozen=True)
class Known:
    """A variable that a stage knows."""

    keyword: str
    """`ARG` or `ENV`; an `ENV` outlasts the build."""
    line: int


class Scopes:
    """The variables of a file, stage by stage."""

    def __init__(self, dockerfile: Dockerfile) -> None:
        self._stages = dockerfile.stages
        self.globals: dict[str, int] = {}
        """Line of each `ARG` before the first `FROM`."""
        for instruction in dockerfile.global_arguments:
            for name in defined(instruction):
                self.globals.setdefault(name, instruction.span.line)
        self._ends: list[Mapping[str, Known]] = []
        for stage in self._stages:
            self._ends.append(self._end(stage))

    def walk(self, stage: Stage) -> Iterator[tuple[Instruction, Mapping[str, Known]]]:
        """Yield each instruction behind the FROM with what is known before it; the mapping goes on to change."""
        known = self._begin(stage)
        for instruction in stage.instructions[1:]:
            yield instruction, known
            _take(instruction, known)

    def at_end(self, stage: Stage) -> Mapping[str, Known]:
        """Return what is known at the end of a stage."""
        return self._ends[stage.index]

    def setter(self, name: str, but: Stage) -> Stage | None:
        """Return the first other stage that sets a variable itself, or None."""
        return next((self._stages[i] for i in self._setters.get(name, ()) if i != but.index), None)

    def _begin(self, stage: Stage) -> dict[str, Known]:
        """Return what a stage has from the stage that it is FROM, `ARG` included."""
        return {} if stage.base_stage is None else dict(self._ends[stage.base_stage])

    def _end(self, stage: Stage) -> dict[str, Known]:
        known = self._begin(stage)
        for instruction in stage.instructions[1:]:
            _take(instruction, known)
        return known

    @functools.cached_property
    def _setters(self) -> dict[str, list[int]]:
        """Return the stages that set each variable."""
        found: dict[str, list[int]] = {}
        for stage in self._stages:
            for name in {n for i in stage.instructions for n in defined(i)}:
                found.setdefault(name, []).append(stage.index)
        return found


def _take(instruction: Instruction, known: dict[str, Known]) -> None:
    for name in defined(instruction):
        if instruction.keyword == "ENV" or name not in known:
            known[name] = Known(instruction.keyword, instruction.span.line)


def defined(instruction: Instruction) -> tuple[str, ...]:
    """Return the names that an `ARG` or `ENV` sets."""
    words = instruction.arguments
    if instruction.keyword not in ("ARG", "ENV"):
        return ()
    if instruction.keyword == "ENV" and words and "=" not in words[0]:
        return words[:1]  # the old form, one name and one value
    return tuple(word.partition("=")[0] for word in words)

"""A lab as the rules look at it: what was read, where it stands, the Dockerfiles parsed, the sizes recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tutor.author.lint_finding import ERROR, WARNING, LintFinding
from tutor.author.sizes_record import SizesRecord, read_sizes
from tutor.content import WrittenLab
from tutor.dockerfile import parse
from tutor.model.check_options import CheckOptions
from tutor.model.course import CheckSpec, Lab
from tutor.model.dockerfile import Dockerfile
from tutor.safe_text import clean_line


@dataclass(frozen=True)
class NamedFile:
    """A Dockerfile of a lab."""

    file: str
    """As messages name it."""
    what: str
    """As in `the solution `pruned``."""
    parsed: Dockerfile
    ignore: str | None = None
    """The text of the ignore file beside it."""


@dataclass(frozen=True)
class LintView:
    """What every rule needs; what could not be read of the lab is empty."""

    written: WrittenLab
    lab: Lab
    known: Mapping[str, CheckOptions]

    def error(self, rule: str, path: tuple[str | int, ...], message: str, fix: str = "") -> LintFinding:
        """Return a mistake in the manifest, at the line that a path of keys leads to."""
        return self._found(rule, self.written.file, self.written.line(*path), message, fix, ERROR)

    def warning(self, rule: str, path: tuple[str | int, ...], message: str, fix: str = "") -> LintFinding:
        """Return what is doubtful in the manifest."""
        return self._found(rule, self.written.file, self.written.line(*path), message, fix, WARNING)

    def error_in(self, rule: str, file: str, line: int, message: str, fix: str = "") -> LintFinding:
        """Return a mistake in another file of the lab."""
        return self._found(rule, file, line, message, fix, ERROR)

    def warning_in(self, rule: str, file: str, line: int, message: str, fix: str = "") -> LintFinding:
        """Return what is doubtful in another file of the lab."""
        return self._found(rule, file, line, message, fix, WARNING)

    def _found(self, rule: str, file: str, line: int, message: str, fix: str, severity: str) -> LintFinding:
        return LintFinding(clean_line(file), line, clean_line(message), clean_line(fix), rule, severity)

    @property
    def checks(self) -> tuple[CheckSpec, ...]:
        """Return all checks, those that advise last."""
        return (*self.lab.checks, *self.lab.advice)

    @cached_property
    def start(self) -> NamedFile:
        """Return what learners begin with."""
        return NamedFile(self._file("start"), "the start file", parse(self.lab.start), self.lab.ignore)

    @cached_property
    def traditional(self) -> NamedFile:
        """Return what sizes are compared with."""
        return NamedFile(self._file("traditional"), "the traditional file", parse(self.lab.traditional))

    @cached_property
    def solutions(self) -> tuple[NamedFile, ...]:
        """Return the solutions that could be read, in their order."""
        return tuple(
            NamedFile(
                self._file("solutions", s.id, "file"), f"the solution `{s.id}`", parse(s.text), s.ignore
            )
            for s in self.lab.solutions
            if s.data
        )

    @property
    def given(self) -> tuple[NamedFile, ...]:
        """Return the Dockerfiles that are right, each file once."""
        files = (self.start, self.traditional, *self.solutions, *self.services)
        return tuple({f.file: f for f in files if f.parsed.text.strip()}.values())

    @cached_property
    def services(self) -> tuple[NamedFile, ...]:
        """Return the Dockerfiles of the lab's own servers."""
        return tuple(
            NamedFile(
                f"{self._file('services', s.id, 'folder')}/Dockerfile",
                f"the service `{s.id}`",
                parse(s.dockerfile),
            )
            for s in self.lab.services
        )

    @cached_property
    def sizes(self) -> SizesRecord:
        """Return what `tutor lab verify --record` has written, if it has."""
        return read_sizes(self.written.folder)

    def _file(self, *path: str | int) -> str:
        return self.written.beside(self.written.text(*path))


Rule = Callable[[LintView], Iterator[LintFinding]]
"""Looks at a lab; yields what is wrong with it."""

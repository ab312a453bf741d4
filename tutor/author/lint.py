"""Look through labs without an engine: all that is wrong with them, at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tutor.author import (
    lint_rules_course,
    lint_rules_files,
    lint_rules_hints,
    lint_rules_pages,
    lint_rules_patterns,
    lint_rules_proofs,
    lint_rules_reading,
    lint_rules_sizes,
)
from tutor.author.lint_finding import ERROR, LintFinding
from tutor.author.lint_view import LintView
from tutor.content import WrittenLab, survey_course, survey_lab
from tutor.content.problems import Problems
from tutor.model.check_options import CheckOptions

RULES = (
    *lint_rules_files.RULES,
    *lint_rules_hints.RULES,
    *lint_rules_proofs.RULES,
    *lint_rules_reading.RULES,
    *lint_rules_sizes.RULES,
    *lint_rules_pages.RULES,
    *lint_rules_patterns.RULES,
)
FORMAT = "format"
"""The rule of all that the reader of labs refuses."""


@dataclass(frozen=True)
class Linted:
    """What was found in some labs."""

    labs: tuple[str, ...]
    """Their manifests, as messages name them."""
    findings: tuple[LintFinding, ...]
    """In the order of files and lines."""

    @property
    def errors(self) -> int:
        """Return how many findings are errors."""
        return sum(f.is_error for f in self.findings)

    @property
    def warnings(self) -> int:
        """Return how many are not."""
        return len(self.findings) - self.errors

    def strict(self) -> Linted:
        """Return the same, with every warning as an error."""
        return Linted(self.labs, tuple(f.strict() for f in self.findings))

    def only(self, prefix: str) -> Linted:
        """Return what is about the files below a folder."""
        labs = tuple(lab for lab in self.labs if lab.startswith(prefix))
        return Linted(labs, tuple(f for f in self.findings if f.file.startswith(prefix)))

    def __add__(self, other: Linted) -> Linted:
        """Return what was found in the labs of both, each finding once."""
        labs = tuple(dict.fromkeys((*self.labs, *other.labs)))
        return Linted(labs, tuple(sorted({*self.findings, *other.findings})))


def lint_course(labs: Path, apps: Path, known: Mapping[str, CheckOptions]) -> Linted:
    """Return what is wrong with a course and every lab in it."""
    written, problems = survey_course(labs, apps, known)
    return _linted(written, problems, known)


def lint_lab(folder: Path, apps: Path, known: Mapping[str, CheckOptions], name: str) -> Linted:
    """Return what is wrong with the lab in a folder, which messages call `name`."""
    written, problems = survey_lab(folder, apps, known, name)
    return _linted(written, problems, known)


def _linted(written: Sequence[WrittenLab], problems: Problems, known: Mapping[str, CheckOptions]) -> Linted:
    refused = [LintFinding(file, line, said, "", FORMAT, ERROR) for file, line, said in problems.ordered()]
    found = {*refused, *lint_rules_course.cycles(written)}
    for one in written:
        found.update(_by_rules(one, known))
    return Linted(tuple(dict.fromkeys(w.file for w in written)), tuple(sorted(found)))


def _by_rules(written: WrittenLab, known: Mapping[str, CheckOptions]) -> Iterator[LintFinding]:
    """Yield what the rules say of what could be read of a lab."""
    if written.lab is None:
        return
    view = LintView(written, written.lab, known)
    for rule in RULES:
        yield from rule(view)

"""Rules about hints: there, worth reading, and not the whole answer."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.author.lint_finding import LintFinding
from tutor.author.lint_view import LintView, Rule
from tutor.dockerfile import parse
from tutor.model.dockerfile import Dockerfile

_FEW_WORDS = 4
_MANY_LINES = 3
"""Lines of a solution that are no longer one line of an answer."""


def no_hints(view: LintView) -> Iterator[LintFinding]:
    """A check that must hold, without any hint."""
    for check in view.lab.checks:
        if not check.hints and view.written.text("checks", check.id, "id"):
            yield view.warning(
                "no-hints",
                ("checks", check.id),
                f"The check `{check.id}` has no hints.",
                "Write up to three: where to look, the rule with an example from elsewhere, the line itself.",
            )


def empty_hint(view: LintView) -> Iterator[LintFinding]:
    """A hint that says next to nothing."""
    for check in view.checks:
        for number, hint in enumerate(check.hints):
            if hint.strip() and len(hint.split()) < _FEW_WORDS and not parse(hint).stages:
                yield view.warning(
                    "empty-hint",
                    ("checks", check.id, "hints", number),
                    f"Hint {number + 1} of `{check.id}` says next to nothing: “{hint.strip()}”.",
                    "Say where to look, what the rule is, or what the line is.",
                )


def whole_solution(view: LintView) -> Iterator[LintFinding]:
    """A hint that holds all that a solution adds to the start file."""
    needed = {f.what: added for f in view.solutions if len(added := _added(view, f.parsed)) >= _MANY_LINES}
    for check in view.checks:
        for number, hint in enumerate(check.hints):
            lines = _lines(hint)
            given = next((what for what, added in needed.items() if added <= lines), None)
            if given is not None:
                yield view.error(
                    "hint-is-solution",
                    ("checks", check.id, "hints", number),
                    f"Hint {number + 1} of `{check.id}` holds all of {given}.",
                    "Give the one line that this check is about; the debrief shows the whole.",
                )


def early_line(view: LintView) -> Iterator[LintFinding]:
    """A first or second hint with a line of the answer."""
    added = set().union(*(_added(view, f.parsed) for f in view.solutions))
    for check in view.lab.checks:
        for number, hint in enumerate(check.hints[:2]):
            line = next(iter(sorted(added & _lines(hint))), None)
            if line is not None:
                yield view.warning(
                    "hint-too-early",
                    ("checks", check.id, "hints", number),
                    f"Hint {number + 1} of `{check.id}` gives a line of a solution away: `{line}`.",
                    "Take an example from another project here, and leave the line to hint 3.",
                )


def _added(view: LintView, solution: Dockerfile) -> frozenset[str]:
    """Return the lines of a solution that the start file does not have."""
    return frozenset(_said(solution)) - frozenset(_said(view.start.parsed))


def _said(dockerfile: Dockerfile) -> Iterator[str]:
    for instruction in dockerfile.instructions:
        yield _plain(instruction.text)


def _lines(hint: str) -> frozenset[str]:
    return frozenset(_plain(part) for line in hint.splitlines() for part in (line, *line.split("`")[1::2]))


def _plain(text: str) -> str:
    """Return an instruction without what does not change it."""
    return " ".join(text.split()).casefold()


RULES: tuple[Rule, ...] = (no_hints, empty_hint, whole_solution, early_line)

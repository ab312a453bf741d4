"""Rules about labs that are read: every line has its answer, and the checks ask for what is there."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.author.lint_finding import LintFinding
from tutor.author.lint_view import LintView, Rule
from tutor.content.problems import did_you_mean


def lines_of_reading(view: LintView) -> Iterator[LintFinding]:
    """A key that does not name every instruction of the start file, each where it begins."""
    reading = view.lab.reading
    if reading is None:
        return
    named = [line.line for line in reading.lines]
    there = [i.span.line for i in view.start.parsed.instructions]
    for number, line in enumerate(named):
        if there and line not in there:
            yield view.error(
                "unread-lines",
                ("reading", "lines", number, "line"),
                f"No instruction of the start file begins in line {line}.",
                f"They begin in {', '.join(map(str, there))}.",
            )
    missing = [line for line in there if line not in named]
    if missing:
        yield view.error(
            "unread-lines",
            ("reading", "lines"),
            f"Nothing is said of line {missing[0]} of the start file.",
            "Add an entry for every instruction, in the order of the file.",
        )


def checks_of_reading(view: LintView) -> Iterator[LintFinding]:
    """A reading that no check asks for, or may be written over; or a check of a lab that is no reading."""
    kinds = {c.kind for c in view.lab.checks}
    if view.lab.reading is None:
        for check in (c for c in view.checks if c.kind == "lines_read"):
            yield view.error(
                "no-reading",
                ("checks", check.id, "kind"),
                "This check asks what was said of each line, but the lab has no `reading`.",
                "Add the key `reading`, or take the check out.",
            )
        return
    for kind, why in (
        ("lines_read", "nothing asks for the answers"),
        ("changed_lines", "the file may be changed into another one"),
    ):
        if kind not in kinds:
            yield view.error(
                "no-reading",
                ("reading",),
                f"The lab is a reading, but has no check of the kind `{kind}`, so {why}.",
                "Add one under `checks`.",
            )


def asked_questions(view: LintView) -> Iterator[LintFinding]:
    """A check or a mistake that names a question which the lab does not have."""
    known = [q.id for q in view.lab.questions]
    named: list[tuple[tuple[str | int, ...], str]] = [
        (("checks", c.id, "options", "question"), str(c.options.get("question", "")))
        for c in view.checks
        if c.kind == "answered"
    ]
    named += [(("mistakes", m.id, "unanswered"), name) for m in view.lab.mistakes for name in m.unanswered]
    for path, name in named:
        if name and name not in known:
            said = f"`{name}` is no question of this lab.{did_you_mean(name, known)}"
            yield view.error("unknown-question", path, said, "Name one that is listed under `questions`.")


RULES: tuple[Rule, ...] = (lines_of_reading, checks_of_reading, asked_questions)

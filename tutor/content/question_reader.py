"""The questions of a lab: when each is asked, what answers it, and the sentence that resolves it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from tutor.content.fields import Fields, read_number, unique
from tutor.content.files import holds_file
from tutor.content.problems import Report, did_you_mean, shown
from tutor.content.question_table import OPTION_LIMIT, OPTIONS_RANGE, QUESTION, QUESTIONS_LIMIT
from tutor.content.yaml_tree import Node, Scalar
from tutor.model.change import CONTENT, OF_FILES
from tutor.model.course import CheckSpec, Step
from tutor.model.facts import FACTS, placeholders, target_facts
from tutor.model.question import AFTER_PASS, BEFORE_BUILD, CHOICE, NUMBER, ON_STEP, TEXT, Question
from tutor.model.sub_goals import SubGoal

_ONLY = {key: spec.only_if[1] for key, spec in QUESTION.fields.items() if spec.only_if}
"""Keys that mean something for some kinds only."""


@dataclass(frozen=True)
class Around:
    """What the questions of a lab can refer to."""

    steps: tuple[Step, ...]
    checks: tuple[CheckSpec, ...]
    sub_goals: tuple[SubGoal, ...]
    app: Path
    solutions: tuple[str, ...] = ()
    """Their ids."""


def read_questions(nodes: tuple[Node, ...], around: Around, report: Report) -> tuple[Question, ...]:
    """Return the questions in their order."""
    if len(nodes) > QUESTIONS_LIMIT:
        report.add(nodes[QUESTIONS_LIMIT].line, f"a lab has at most {QUESTIONS_LIMIT} questions.")
        return ()
    fields = [Fields(node, QUESTION.what, QUESTION.fields, report) for node in nodes]
    read = tuple(_Reader(f, around, report).read() for f in fields)
    unique(zip(fields, (q.id for q in read), strict=True), "questions", report)
    return read


class _Reader:
    """Reads one question."""

    def __init__(self, fields: Fields, around: Around, report: Report) -> None:
        self._fields, self._around, self._report = fields, around, report

    def read(self) -> Question:
        """Return the question; what is wrong is reported."""
        fields = self._fields
        kind, when = fields.choice("kind"), fields.choice("when")
        self._misplaced(kind, when)
        options = self._options() if kind == CHOICE else ()
        answer, fact = self._answer(kind, options)
        if fact == "rebuilt_lines":
            self._missing_change()
        return Question(
            id=fields.identifier("id"),
            when=when,
            kind=kind,
            ask=self._facts_in("ask", fields.text("ask")),
            answer=answer,
            fact=fact,
            resolve=self._facts_in("resolve", fields.text("resolve", required=True))
            if kind not in (TEXT, "")
            else "",
            options=options,
            unit=fields.text("unit"),
            tolerance=self._tolerance(),
            step=self._reference("step", [s.id for s in self._around.steps], "a step"),
            after=self._reference("after", [g.id for g in self._around.sub_goals], "a sub-goal"),
            settled_by=self._settled_by(),
            until_verdict=fields.boolean("until_verdict"),
            changed=self._changed(),
            change=fields.choice("change") or CONTENT,
            solution=self._reference("solution", self._around.solutions, "a solution"),
        )

    def _misplaced(self, kind: str, when: str) -> None:
        fields = self._fields
        for key, kinds in _ONLY.items():
            if kind and kind not in kinds and fields.node(key, required=False) is not None:
                said = f"{shown(key)} is for questions of the kind {shown(kinds[0])}, not {shown(kind)}."
                self._report.add(fields.line_of(key), said)
        if when == ON_STEP:
            fields.node("step", required=True)
        if when == BEFORE_BUILD and fields.node("solution", required=False) is not None:
            said = f"a solution is shown {shown(AFTER_PASS)} only: before, it would give the lab away."
            self._report.add(fields.line_of("solution"), said)
        is_text, is_after = kind == TEXT, when == AFTER_PASS
        if when and kind and is_text != is_after and not (is_text and when == BEFORE_BUILD):
            said = f"a question of the kind {shown(TEXT)} is asked {shown(AFTER_PASS)} or, as a plan, {shown(BEFORE_BUILD)}; no other is asked {shown(AFTER_PASS)}."
            self._report.add(fields.line_of("when"), said)

    def _missing_change(self) -> None:
        """Report a change of a file without the file, and a file where none changes."""
        fields, change = self._fields, self._fields.choice("change") or CONTENT
        has_file = fields.node("changed", required=False) is not None
        if change in OF_FILES and not has_file:
            self._report.add(
                fields.line, "a question about lines names the file that changes. Add `changed`."
            )
        elif change not in OF_FILES and has_file:
            said = f"a change of the {change} is not one of a file. Drop `changed`."
            self._report.add(fields.line_of("changed"), said)

    def _options(self) -> tuple[str, ...]:
        low, high = OPTIONS_RANGE
        options, line = self._fields.texts("options", required=True), self._fields.line_of("options")
        if options and not low <= len(options) <= high:
            self._report.add(line, f"a choice has {low} to {high} options; here are {len(options)}.")
        if len(set(options)) < len(options):
            self._report.add(line, "two options are the same.")
        if any(len(option) > OPTION_LIMIT for option in options):
            self._report.add(line, f"an option is longer than {OPTION_LIMIT} characters.")
        return options

    def _answer(self, kind: str, options: tuple[str, ...]) -> tuple[str, str]:
        """Return (constant, name of the fact), of which one is empty."""
        node = self._fields.node("answer")
        if node is None or not kind:
            return "", ""
        if kind == NUMBER and node.kind in ("a whole number", "a number"):
            value = read_number(node, "`answer`", self._report, whole=False, low=0, high=1e9)
            return f"{value:g}" if value is not None else "", ""
        text = self._fields.text("answer", lines=kind == TEXT)
        if kind == TEXT or (kind == CHOICE and text in options):
            return text, ""
        if kind == CHOICE:
            self._wrong_answer(node, f"is not one of the options.{did_you_mean(text, options)}", options)
            return text, ""
        facts = [name for name, fits in self._facts.items() if fits == kind]
        if text and text not in facts:
            self._wrong_answer(node, f"is no fact that answers a {kind} question.{did_you_mean(text, facts)}")
        return "", text

    def _wrong_answer(self, node: Node, why: str, needed: Collection[str] = ("",)) -> None:
        if needed and isinstance(node, Scalar):
            self._report.add(node.line, f"`answer` {shown(node.text)} {why}")

    def _facts_in(self, key: str, text: str) -> str:
        """Report what stands in braces and is no fact."""
        line = self._fields.line_of(key)
        try:
            names = placeholders(text)
        except ValueError:
            self._report.add(
                line, f"the braces in {shown(key)} must hold the name of a fact, and nothing else."
            )
            return ""
        facts = self._facts
        for name in (n for n in names if n not in facts):
            self._report.add(line, f"{shown(name)} in {shown(key)} is not a fact.{did_you_mean(name, facts)}")
        return text if all(name in facts for name in names) else ""

    @property
    def _facts(self) -> dict[str, str]:
        """Return every fact with the kind of question that it answers, those of the lab's own targets included."""
        return {**FACTS, **dict.fromkeys(target_facts(self._around.checks).values(), NUMBER)}

    def _tolerance(self) -> float:
        node = self._fields.node("tolerance")
        found = read_number(node, "`tolerance`", self._report, whole=False, low=0, high=100) if node else 0
        return float(found or 0)

    def _reference(self, key: str, known: Collection[str], what: str) -> str:
        name = self._fields.text(key)
        if name and name not in known:
            said = f"{shown(name)} is not {what} of this lab.{did_you_mean(name, known)}"
            self._report.add(self._fields.line_of(key), said)
        return name

    def _settled_by(self) -> tuple[str, ...]:
        known = [c.id for c in self._around.checks]
        names = self._fields.texts("settled_by")
        for name in (n for n in names if n and n not in known):
            said = f"{shown(name)} is not a check of this lab.{did_you_mean(name, known)}"
            self._report.add(self._fields.line_of("settled_by"), said)
        return names

    def _changed(self) -> str:
        name = self._fields.text("changed")
        inside = name and ".." not in name.split("/") and not name.startswith("/")
        if name and not (inside and holds_file(self._around.app, name)):
            said = f"there is no file {shown(name)} in the folder of the application."
            self._report.add(self._fields.line_of("changed"), said)
        return name

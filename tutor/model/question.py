"""The questions of a lab: predictions before a result is known, and explanations after it."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.model.change import CONTENT, Change

BEFORE_BUILD, WHILE_BUILDING, AFTER_PASS, ON_STEP = "before-build", "while-building", "after-pass", "on-step"
WHENS = (BEFORE_BUILD, WHILE_BUILDING, AFTER_PASS, ON_STEP)
NUMBER, CHOICE, LINES, TEXT = "number", "choice", "lines", "text"
KINDS = (NUMBER, CHOICE, LINES, TEXT)
RATINGS = ("I had it", "partly", "not yet")
"""How learners compare a text of theirs with the model answer."""


@dataclass(frozen=True)
class Question:
    """One question as a lab declares it."""

    id: str
    """Stable: answers are kept by it."""
    when: str
    kind: str
    ask: str
    """May hold {facts}; it is asked once they are known."""
    answer: str = ""
    """What is right, if it is always the same; of a text, the model answer."""
    fact: str = ""
    """The name of the fact that is right, if the build decides; then `answer` is empty."""
    resolve: str = ""
    """One sentence that explains the result; may hold {facts}."""
    options: tuple[str, ...] = ()
    unit: str = ""
    tolerance: float = 0.0
    """How far off a number may be and still count as close, in percent of the right one."""
    step: str = ""
    """The id of the lesson step that it stands on."""
    after: str = ""
    """The id of the sub-goal that must be written before it makes sense."""
    settled_by: tuple[str, ...] = ()
    """Ids of the checks that must pass before a result counts as the answer."""
    until_verdict: bool = False
    """Whether its result is told only with the next verdict, although the answer is always the same."""
    changed: str = ""
    """The file of the application that is thought to change, for a question about lines."""
    change: str = CONTENT
    """What is thought to change, for a question about lines: one of the kinds of `model.change`."""
    solution: str = ""
    """The id of a solution that is shown with it, after the pass."""

    @property
    def picks_one_line(self) -> bool:
        """Return whether one line is the answer, and never several."""
        return self.fact == "largest_line"

    @property
    def waits_for_build(self) -> bool:
        """Return whether only a build can tell what is right."""
        return bool(self.fact)

    @property
    def about(self) -> Change | None:
        """Return the change that a question about lines asks about."""
        return Change(self.change, self.changed) if self.fact == "rebuilt_lines" else None


@dataclass(frozen=True)
class Answer:
    """What a learner said."""

    question_id: str
    text: str
    """A number, an option, line numbers with commas, or free text; empty if the question was skipped."""
    rating: str = ""
    """Of a text: one of `RATINGS`, empty while it was not compared; of lines, how many were marked right: `5 of 6`."""
    result: str = ""
    """What turned out to be right, as shown then; empty while nobody knows."""
    right: bool | None = None
    sentence: str = ""
    """The sentence that resolves it, as shown then."""

    @property
    def skipped(self) -> bool:
        """Return whether the learner passed over the question."""
        return not self.text

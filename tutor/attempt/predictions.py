"""What the learner predicted in a lab, what turned out, and what to ask next; knows no screen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from tutor.dockerfile import parse
from tutor.dockerfile.rebuilt import Rebuilt, rebuilt
from tutor.engine.context import effective_ignore
from tutor.engine.ignore_patterns import IgnorePatterns
from tutor.errors import TutorError
from tutor.model.asking import Moment, asked_text, next_question, predictions, step_question
from tutor.model.course import Lab
from tutor.model.facts import Fact, measured_facts, size_facts
from tutor.model.outcome import Sizes, Status, Verdict
from tutor.model.prediction import NO_LINE, marked_right, read_answer, settle
from tutor.model.question import LINES, TEXT, WHILE_BUILDING, Answer, Question
from tutor.model.rounds import Rounds, rounds_of


class Predictions:
    """Keeps the answers of one lab; whoever calls stores what is returned."""

    def __init__(
        self,
        lab: Lab,
        answers: Mapping[str, Answer] | None = None,
        verdict: Verdict | None = None,
        ignore: Callable[[], str | None] = lambda: None,
    ) -> None:
        """`ignore` returns the text of the Dockerfile's own ignore file as it is now, or None."""
        self._lab, self._ignore = lab, ignore
        self._answers = dict(answers or {})
        self._ask_again()
        self._passed, self._judged = _passed(verdict), verdict is not None
        self._facts = _facts(lab, verdict) if verdict else {}
        self._news: list[str] = []

    @property
    def facts(self) -> Mapping[str, Fact]:
        """Return what is known of the sizes, and of what else was measured."""
        return self._facts

    @property
    def answers(self) -> Mapping[str, Answer]:
        """Return all answers by question id."""
        return self._answers

    def known(self, traditional: int | None) -> None:
        """Take in the traditional image's size of an earlier session."""
        self._facts = {**size_facts(Sizes(traditional)), **self._facts}

    # ---- asking

    def next(self, text: str, written: Collection[str], *, building: bool) -> Question | None:
        """Return what to ask for now; `text` is the Dockerfile that questions about lines mean."""
        barred = [q.id for q in self._lab.questions if self._is_barred(q, text)]
        moment = Moment(self._answers, self._facts, self._passed, written, building, barred)
        return next_question(self._lab, moment)

    def _is_barred(self, question: Question, text: str) -> bool:
        """Return whether a question makes no sense: of no line, or about what a verdict has told already."""
        is_told = question.until_verdict and self._judged and question.id not in self._lab.wanted_answers
        return is_told or (question.kind == LINES and not self.rows(question, text))

    def on_step(self, step: int) -> Question | None:
        """Return the question of a lesson page, answered or not."""
        steps = self._lab.steps
        return step_question(self._lab, steps[step].id) if step < len(steps) else None

    def asked(self, question: Question) -> str:
        """Return the question as it is put to the learner."""
        return asked_text(question, self._facts)

    def rows(self, question: Question, text: str) -> tuple[tuple[str, str], ...]:
        """Return the lines to pick from, as (number, `COPY . .`); of those that run again also a row for none."""
        if question.kind != LINES:
            return ()
        if question.picks_one_line:
            return tuple((str(i.span.line), i.text) for i in parse(text).instructions)
        found = self._rebuilt(question, text)
        if found is None:
            return ()
        rows = tuple((str(line), words) for line, words in found.candidates)
        return (*rows, (str(NO_LINE), "none of these lines"))

    @property
    def rounds(self) -> Rounds | None:
        """Return how well lines were predicted; None if the lab has no rounds, or none was played."""
        return rounds_of(self._lab.questions, self._answers)

    # ---- answering

    def answer(self, question: Question, said: str, text: str) -> Answer | str:
        """Return the answer, with its result if that is known already, or a sentence that says what is wanted."""
        kept, trouble = read_answer(question, said)
        return trouble or self._keep(question, Answer(question.id, kept), text)

    def skip(self, question: Question, text: str) -> Answer:
        """Pass over a question; it is not asked again."""
        return self._keep(question, Answer(question.id, ""), text)

    def rate(self, question: Question, rating: str) -> Answer:
        """Keep how a sentence compares with the model answer."""
        rated = replace(self._answers.get(question.id, Answer(question.id, "")), rating=rating)
        self._answers[question.id] = rated
        return rated

    def _keep(self, question: Question, answer: Answer, text: str) -> Answer:
        found = self._rebuilt(question, text) if question.kind == LINES else None
        lines: dict[str, Fact] = {"rebuilt_lines": found.lines} if found else {}
        if found and not answer.skipped:
            candidates = [line for line, _ in found.candidates]
            answer = replace(answer, rating=marked_right(answer.text, candidates, found.lines))
        waits = question.until_verdict or (question.fact and not found)
        settled = None if waits else settle(question, answer, {**self._facts, **lines})
        self._answers[question.id] = settled or answer
        if settled and question.when == WHILE_BUILDING and not answer.skipped:
            self._news.append(question.id)
        return settled or answer

    # ---- results

    def begin(self) -> None:
        """An attempt begins: what the last one settled is no news any more, and what must be answered is asked again."""
        self._news = []
        self._ask_again()

    def _ask_again(self) -> None:
        """Forget that questions were passed over without whose answer there is no pass."""
        for wanted in self._lab.wanted_answers:
            if wanted in self._answers and self._answers[wanted].skipped:
                del self._answers[wanted]

    def judged(self, verdict: Verdict) -> tuple[Answer, ...]:
        """Take in the end of an attempt; return the answers that it has settled."""
        self._passed, self._judged = _passed(verdict), True
        found = _facts(self._lab, verdict)
        self._facts = {**self._facts, **found}
        settled = []
        for question in self.open:
            answer = settle(question, self._answers[question.id], found)
            if answer is not None and set(question.settled_by) <= self._passed:
                settled.append(answer)
        self._answers |= {answer.question_id: answer for answer in settled}
        self._news += [answer.question_id for answer in settled if not answer.skipped]
        return tuple(settled)

    @property
    def open(self) -> tuple[Question, ...]:
        """Return the predictions, skipped ones too, whose result is not known yet."""
        asked = [q for q in predictions(self._lab) if q.id in self._answers]
        return tuple(q for q in asked if not self._answers[q.id].sentence)

    @property
    def waiting(self) -> Sequence[tuple[Question, Answer]]:
        """Return the predictions that a build has still to settle."""
        return [(q, self._answers[q.id]) for q in self.open if not self._answers[q.id].skipped]

    @property
    def news(self) -> Sequence[tuple[Question, Answer]]:
        """Return what the last attempt has settled."""
        return [(q, self._answers[q.id]) for q in self._lab.questions if q.id in self._news]

    @property
    def all_settled(self) -> Sequence[tuple[Question, Answer]]:
        """Return every prediction whose result is known."""
        asked = [q for q in self._lab.questions if q.kind != TEXT and q.id in self._answers]
        return [(q, self._answers[q.id]) for q in asked if self._answers[q.id].sentence]

    def _rebuilt(self, question: Question, text: str) -> Rebuilt | None:
        change = question.about
        if change is None:
            return None
        try:
            return rebuilt(parse(text), change, is_sent=self._is_sent(change.file))
        except TutorError:  # the ignore file is none: the build will tell
            return None

    def _is_sent(self, file: str) -> bool:
        """Return whether the ignore file lets a file of the application through."""
        return not file or not IgnorePatterns(effective_ignore(self._lab.app, self._ignore())).matches(file)


def _facts(lab: Lab, verdict: Verdict) -> dict[str, Fact]:
    """Return what an attempt has measured: sizes, and the seconds that the container took to end."""
    stops = {check.id for check in lab.checks if check.kind == "stops_in"}
    seconds = next((o.seconds for o in verdict.outcomes if o.check_id in stops), None)
    measured: dict[str, Fact] = {} if seconds is None else {"stop_seconds": seconds}
    targets = measured_facts(lab.checks, verdict.outcomes)
    return {**size_facts(verdict.sizes), **targets, **measured}


def _passed(verdict: Verdict | None) -> frozenset[str]:
    outcomes = verdict.outcomes if verdict else ()
    return frozenset(o.check_id for o in outcomes if o.status is Status.PASSED)

"""The half of an open lab that teaches: lesson, checklist, questions and hints, and what is kept of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on, work
from textual.containers import Horizontal

from tutor.attempt import AttemptEvent
from tutor.attempt.predictions import Predictions
from tutor.errors import TutorError
from tutor.model.course import Lab
from tutor.model.hints import HintLadder, NoHint, answer_id
from tutor.model.outcome import Verdict
from tutor.model.question import TEXT, Answer, Question
from tutor.store import Store
from tutor.tui.checklist import Checklist
from tutor.tui.messages import StepShown
from tutor.tui.question_text import result_content
from tutor.tui.remembered import Remembered
from tutor.tui.services import Services
from tutor.tui.standing import Standing
from tutor.tui.threads import in_thread
from tutor.tui.widgets.lesson import LessonPane
from tutor.tui.widgets.question_panel import QuestionPanel
from tutor.tui.widgets.result_pane import ResultPane

TYPING_SECONDS = 0.15
"""How long the checklist waits for the next key."""


class Lectern(Horizontal):
    """Routes between the panes that teach; the desk adds the file and the attempt."""

    def __init__(self, lab: Lab, remembered: Remembered, services: Services) -> None:
        super().__init__(id="desk")
        self.lesson = LessonPane(lab, remembered.progress.step)
        self.result = ResultPane([(c.id, c.title) for c in lab.checks])
        self.predictions = Predictions(lab, remembered.answers, remembered.verdict, self.ignore_text)
        self.predictions.known(remembered.progress.traditional_size)
        self.hints = HintLadder(lab.checks, remembered.hints, remembered.answers)
        self._checklist = Checklist(lab)
        self._lab, self._services = lab, services
        self._text = ""
        self._asked_text = ""
        """The Dockerfile that the open question is about."""
        self._building = False
        self._is_reading = False
        """Whether a verdict is on the screen that says what to do next: no question may push it away."""
        self.standing = Standing(lab, services, remembered)
        last = remembered.verdict
        if last is not None:
            self.hints.judged(last.outcomes, last.written_digest)

    def ignore_text(self) -> str | None:
        """Return the learner's ignore file as it is now; None if there is none."""
        return None

    # ---- the text

    def opened(self, text: str) -> None:
        """Take in the file as it was found, and what was proven of it before."""
        self._text = text
        ignore, last = self.ignore_text(), self.standing.verdict
        if last is not None and self.standing.is_about(text, ignore):
            self._checklist.known(text, last.outcomes, ignore)
        self._tick()
        self._ask()
        self._show_step_question()
        hint = self.hints.current()
        if hint is not None:
            self.lesson.show_hint(hint)

    def typed(self, text: str) -> None:
        """Take in the text as it is now."""
        self._text = text
        self._tick()
        if not (self._building or self._is_reading):
            self._ask()

    def _tick(self) -> None:
        self._checklist.typed(self._text, self.ignore_text())
        self.lesson.show_ticks(self._checklist.ticks)

    # ---- the attempt

    def attempt_begun(self) -> None:
        """A build begins: this is the time for predictions."""
        self._building = True
        self.predictions.begin()

    def attempt_on(self, text: str) -> None:
        """The attempt is on this text."""
        self._checklist.begin(text, self.ignore_text())
        self._tick()
        self._ask()
        self._show_predictions()

    def attempt_feed(self, events: Sequence[AttemptEvent]) -> None:
        """Take in what happened."""
        self._checklist.feed(events)
        self.lesson.show_ticks(self._checklist.ticks)

    def attempt_ended(self, verdict: Verdict | None) -> None:
        """There is a verdict, or none will come: compare, and let go of questions whose answer is on the screen now."""
        if not self._building:
            return
        self._building = False
        if verdict is not None and verdict.status in ("passed", "failed"):
            self.standing.judged(verdict)
            self.hints.judged(verdict.outcomes, verdict.written_digest)
            self.keep(self.predictions.judged(verdict))
        self._tick()
        panel = self.result.question
        if not (panel.has_focus_within and panel.is_asking):
            panel.close()
        self._is_reading = verdict is not None and verdict.status != "passed"
        self._show_predictions()

    def _show_predictions(self) -> None:
        self.result.show_predictions(self.predictions.news, self.predictions.waiting)

    # ---- predictions

    def _ask(self) -> None:
        """Show the next question, unless one is open."""
        panel = self.result.question
        if panel.question is not None and (panel.has_focus_within or panel.phase == "told" or self._building):
            return
        self._asked_text = self._text
        question = self.predictions.next(self._text, self._checklist.written, building=self._building)
        if question is None:
            panel.close()
        elif question is not panel.question:
            panel.ask(question, self.predictions.asked(question), self.predictions.rows(question, self._text))

    def _show_step_question(self) -> None:
        """Show what the open page asks, or what became of it."""
        panel, question = self.lesson.question, self.predictions.on_step(self.lesson.step)
        answer = self.predictions.answers.get(question.id) if question else None
        if question is None:
            panel.close()
        elif answer is None:
            panel.ask(question, self.predictions.asked(question))
        else:
            self._tell(panel, question, answer)

    def _tell(self, panel: QuestionPanel, question: Question, answer: Answer) -> None:
        rounds = self.predictions.rounds if question.about else None
        panel.tell(
            question,
            self.predictions.asked(question),
            lambda width: result_content(question, answer, width, rounds),
        )
        if panel.has_focus_within:
            panel.reveal()

    def open_question(self) -> QuestionPanel | None:
        """Return the panel that waits for an answer, the build's first; the other one if that has the keys."""
        panels = [p for p in self._panels if p.is_asking]
        return next((p for p in panels if not p.has_focus_within), next(iter(panels), None))

    @on(QuestionPanel.Answered)
    def _answered(self, event: QuestionPanel.Answered) -> None:
        event.stop()
        panel = self._panel_of(event.question)
        if panel is self.lesson.hint_question:
            self._hint_answered(panel, event)
            return
        answer = self.predictions.answer(event.question, event.said, self._asked_text)
        if isinstance(answer, str):
            panel.complain(answer)
            return
        self.keep([answer])
        if answer.sentence:
            self._tell(panel, event.question, answer)
            self.give_back_keys()
        else:
            self._go_on(panel)

    @on(QuestionPanel.Left)
    def _left_question(self, event: QuestionPanel.Left) -> None:
        event.stop()
        panel = self._panel_of(event.question)
        if (
            panel is self.lesson.hint_question
        ):  # a hint's question waits; nothing else opens before it is answered
            self.give_back_keys()
            return
        if panel.is_asking:
            self.keep([self.predictions.skip(event.question, self._asked_text)])
        if event.had_keys:
            self.give_back_keys()
        self._go_on(panel)

    def _go_on(self, panel: QuestionPanel) -> None:
        """Close a panel, and ask what is next."""
        if panel.has_focus_within:
            self.give_back_keys()
        panel.close()
        if panel is self.lesson.question:
            self._show_step_question()
        elif panel is self.result.question:
            self._ask()
            self._show_predictions()

    def go_on(self) -> bool:
        """Close a result that was read; return whether there was one."""
        panel = self.result.question
        if panel.phase == "told":
            self._go_on(panel)
            return True
        return False

    @property
    def _panels(self) -> tuple[QuestionPanel, ...]:
        return (self.lesson.hint_question, self.result.question, self.lesson.question)

    def _panel_of(self, question: Question) -> QuestionPanel:
        return next(panel for panel in self._panels if panel.question is question)

    @property
    def is_answering(self) -> bool:
        """Return whether a question has the keys."""
        return any(panel.has_focus_within for panel in self._panels)

    def give_back_keys(self) -> None:
        """Give the keys to where the learner works."""

    # ---- the lesson and its hints

    @on(StepShown)
    def _step_shown(self, event: StepShown) -> None:
        self._show_step_question()
        self._store(lambda store: store.set_step(self._lab.id, event.step))

    def hint(self) -> bool:
        """Open the next hint and return True, or say when it opens."""
        hint = self.hints.next()
        if isinstance(hint, NoHint):
            if hint.question is not None:
                self._show_hint_question(hint.question.check_id, hint.question.question)
                self.lesson.hint_question.reveal()
            self.notify(hint.why, title="Hints", markup=False)
            return hint.question is not None
        self.lesson.show_hint(hint)
        opened = self.hints.opened(hint.check_id)
        if opened is not None:
            self._store(lambda store: store.hints.keep(self._lab.id, opened))
        if hint.question and answer_id(hint.check_id) not in self.predictions.answers:
            self._show_hint_question(hint.check_id, hint.question)
        return True

    def _show_hint_question(self, check_id: str, question: str) -> None:
        asked, panel = Question(answer_id(check_id), "", TEXT, question), self.lesson.hint_question
        if panel.question != asked:
            panel.ask(asked, question)

    def _hint_answered(self, panel: QuestionPanel, event: QuestionPanel.Answered) -> None:
        answer = self.predictions.answer(event.question, event.said, self._text)
        if isinstance(answer, str):
            panel.complain(answer)
            return
        self.hints.answer(event.question.id.removeprefix("hint:"))
        self.keep([answer])
        self._go_on(panel)
        self.notify("Kept. The next hint can open now.", title="Hints", markup=False)

    # ---- the store

    def keep(self, answers: Sequence[Answer]) -> None:
        """Write answers to the store, beside the screen."""
        if answers:
            self._store(lambda store: store.answers.keep(self._lab.id, answers))

    @work(group="teaching")
    async def _store(self, action: Callable[[Store], None]) -> None:
        """Write beside the screen; what cannot be kept is told, and stays for this session."""
        try:
            await in_thread(lambda: action(self._services.store))
        except TutorError as error:
            self.notify(str(error), severity="warning", markup=False)

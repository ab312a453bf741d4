"""The debrief and the solution of a lab, as two views of one screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Footer

from tutor.attempt.predictions import Predictions
from tutor.model.asking import explanations
from tutor.model.question import Answer, Question
from tutor.tui.debrief import Debriefing
from tutor.tui.keys import DEBRIEF_KEYS
from tutor.tui.messages import TabChosen
from tutor.tui.question_text import explained_text
from tutor.tui.widgets.debrief_view import DebriefView
from tutor.tui.widgets.heading import Heading
from tutor.tui.widgets.question_panel import QuestionPanel
from tutor.tui.widgets.solution_view import DiffLines, SolutionView
from tutor.tui.widgets.status import StatusLine

Keep = Callable[[Sequence[Answer]], None]
_SHOWN = (
    "The lab is marked: solution shown. You can still pass it. Your own file is untouched; "
    "c puts this one in its place and keeps yours."
)
_COMPARED = "Other files pass as well: the image is judged, not the wording. c puts this one in place of yours and keeps yours."


class DebriefScreen(Screen[str]):
    """Ends with `take-over` if the learner wants the reference as the Dockerfile, else with an empty text."""

    BINDINGS: ClassVar[list[BindingType]] = [*DEBRIEF_KEYS]
    AUTO_FOCUS = ""

    def __init__(self, debriefing: Debriefing, predictions: Predictions, keep: Keep) -> None:
        super().__init__()
        self._about, self._predictions, self._keep = debriefing, predictions, keep
        both = (("debrief", "Debrief"), ("solution", "Solution"))
        self._tabs = both if debriefing.has_passed else both[1:]
        self._tab = self._tabs[0][0]

    def compose(self) -> ComposeResult:
        """Lay out both views in one place."""
        lab = self._about.lab
        yield StatusLine("Debrief" if self._about.has_passed else "Solution", lab.title)
        yield Heading(self._tabs, id="debrief-tabs")
        told = self._predictions
        yield DebriefView(self._about, told.all_settled, told.asked, told.rounds)
        yield SolutionView(*self._about.compared, _COMPARED if self._about.has_passed else _SHOWN)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Open the first view, and ask for the explanation that is still missing."""
        self._turn_to(self._tab)
        self._explain()

    # ---- the views

    def _turn_to(self, tab: str) -> None:
        self._tab = tab
        view, solution = self.query_one(DebriefView), self.query_one(SolutionView)
        view.display, solution.display = tab == "debrief", tab == "solution"
        heading = self.query_one("#debrief-tabs", Heading)
        heading.current = tab
        heading.note = solution.summary if tab == "solution" else ""
        self.call_after_refresh(solution.draw)
        self.set_focus(self.query_one(DiffLines) if tab == "solution" else view)
        self.refresh_bindings()

    @on(TabChosen)
    def _chosen(self, event: TabChosen) -> None:
        event.stop()
        self._turn_to(event.name)

    def action_turn_view(self) -> None:
        """Go to the other view."""
        names = [name for name, _ in self._tabs]
        self._turn_to(names[(names.index(self._tab) + 1) % len(names)])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what does something here."""
        if action == "turn_view":
            return len(self._tabs) > 1
        if action == "answer":
            return self._tab == "debrief" and self.query_one(DebriefView).question.is_asking
        return self._tab == "solution" if action == "take_over" else True

    # ---- the explanation

    def _explain(self) -> None:
        """Ask for the first explanation that is missing or was not compared; else show the last one."""
        panel, answers = self.query_one(DebriefView).question, self._predictions.answers
        for question in explanations(self._about.lab):
            answer = answers.get(question.id)
            if answer is None:
                panel.ask(question, question.ask, listing=self._listing(question))
            elif not answer.skipped and not answer.rating:
                panel.ask(question, question.ask, listing=self._listing(question))
                self._compare(panel, question, answer)
            else:
                self._tell(panel, question, answer)
                continue
            return

    def _compare(self, panel: QuestionPanel, question: Question, answer: Answer) -> None:
        """Let the learner compare the two answers."""
        panel.rate(lambda width: explained_text(question, answer, width))
        panel.reveal()

    def _tell(self, panel: QuestionPanel, question: Question, answer: Answer) -> None:
        panel.tell(
            question,
            question.ask,
            lambda width: explained_text(question, answer, width),
            self._listing(question),
        )

    def _listing(self, question: Question) -> str:
        """Return the solution that a question is about; empty if it is about none."""
        return next((s.text for s in self._about.lab.solutions if s.id == question.solution), "")

    @on(QuestionPanel.Answered)
    def _answered(self, event: QuestionPanel.Answered) -> None:
        event.stop()
        panel = self.query_one(DebriefView).question
        if event.is_rating:
            self._keep([self._predictions.rate(event.question, event.said)])
            self.set_focus(self.query_one(DebriefView))
            self._explain()
            return
        answer = self._predictions.answer(event.question, event.said, self._about.mine)
        if isinstance(answer, str):
            panel.complain(answer)
            return
        self._keep([answer])
        self._compare(panel, event.question, answer)

    @on(QuestionPanel.Left)
    def _left(self, event: QuestionPanel.Left) -> None:
        event.stop()
        self.set_focus(self.query_one(DebriefView))

    def action_answer(self) -> None:
        """Go to the question."""
        panel = self.query_one(DebriefView).question
        panel.focus_answer()
        panel.reveal()

    # ---- the way out

    def action_back(self) -> None:
        """Go back to the lab."""
        self.dismiss("")

    def action_take_over(self) -> None:
        """Go back, with the reference as the Dockerfile."""
        self.dismiss("take-over")

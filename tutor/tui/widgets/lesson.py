"""The lesson: one step at a time, and the hint that is open."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Markdown, Static

from tutor.model.course import Lab
from tutor.model.hints import Hint
from tutor.model.sub_goals import Tick
from tutor.safe_text import clean, clean_line
from tutor.tui.messages import StepShown
from tutor.tui.views import PAGES
from tutor.tui.widgets.heading import Heading
from tutor.tui.widgets.lesson_text import LessonText
from tutor.tui.widgets.question_panel import QuestionPanel
from tutor.tui.widgets.stages_view import StagesView
from tutor.tui.widgets.sub_goals import SubGoals
from tutor.tui.wrap import with_code

STEP_LIMIT = 60_000
"""Characters of a step that are shown; Markdown of that length is already slow to lay out."""


class LessonScroll(VerticalScroll, can_focus=True):
    """The scrolling part; left and right turn the page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "screen.turn_step(-1)", "Previous step", show=False),
        Binding("right", "screen.turn_step(1)", "Next step", show=False),
    ]


class LessonPane(Vertical):
    """Shows the steps of a lab; posts `StepShown` when the page is turned."""

    step: reactive[int] = reactive(0, init=False)
    view: reactive[str] = reactive("lesson")
    """`lesson` or `stages`."""

    def __init__(self, lab: Lab, step: int) -> None:
        super().__init__(id="lesson", classes="pane")
        self._lab = lab
        self.question = QuestionPanel("Predict", "f7 to answer", id="step-question")
        """What the open page asks, below its text."""
        self.hint_question = QuestionPanel("Before the next hint", "f7 to answer", id="hint-question")
        """What a hint that gives the line away asks."""
        self.stages = StagesView()
        """The picture of the learner's file."""
        self._sub_goals = SubGoals()
        self.set_reactive(LessonPane.step, self._within(step))

    def compose(self) -> ComposeResult:
        """Lay out the page and the hint beneath."""
        yield Heading(PAGES, id="lesson-heading")
        with LessonScroll(id="lesson-scroll"):
            yield LessonText(self._text(), id="lesson-text", open_links=False)
            yield self.question
        yield self.stages
        with VerticalScroll(id="hint-scroll"):
            yield Static(id="hint", markup=False)
            yield self.hint_question
        yield self._sub_goals

    def on_mount(self) -> None:
        """Say which step is open."""
        self._number()

    def turn(self, by: int) -> bool:
        """Go `by` steps on; return False at the first and last page."""
        before = self.step
        self.step = self._within(before + by)
        return self.step != before

    def focus_text(self) -> None:
        """Give the keys to the page or the picture, so that the arrows scroll it."""
        (self.stages if self.view == "stages" else self.query_one(LessonScroll)).focus()

    def show_ticks(self, ticks: tuple[Tick, ...]) -> None:
        """Show how far the learner is with the sub-goals."""
        self._sub_goals.show(ticks)

    def show_hint(self, hint: Hint) -> None:
        """Open a hint under the page."""
        head = Content.assemble(("? Hint: ", "bold $warning"), (clean_line(hint.about), "bold"), "\n")
        self.query_one("#hint", Static).update(head + with_code(Content(clean(hint.text, 2000).strip())))
        box = self.query_one("#hint-scroll", VerticalScroll)
        box.add_class("-open")
        box.scroll_home(animate=False)

    def hide_hint(self) -> None:
        """Close the hint."""
        self.query_one("#hint-scroll").remove_class("-open")

    def watch_view(self, view: str) -> None:
        """Show the page or the picture; keep the keys in this pane if they were here."""
        had_focus = self.has_focus_within
        self.query_one(LessonScroll).display = view == "lesson"
        self.stages.display = view == "stages"
        self.query_one(Heading).current = view
        self._number()
        if had_focus:
            self.focus_text()

    async def watch_step(self) -> None:
        """Show the step."""
        self._number()
        self.query_one(LessonScroll).scroll_home(animate=False)
        await self.query_one(Markdown).update(self._text())
        self.post_message(StepShown(self.step))

    @on(Markdown.LinkClicked)
    def _link(self, event: Markdown.LinkClicked) -> None:
        """Show where a link leads; nothing is opened."""
        event.stop()
        self.notify(clean_line(event.href), title="Link", markup=False)

    def _within(self, step: int) -> int:
        return max(0, min(step, len(self._lab.steps) - 1))

    def _number(self) -> None:
        steps = self._lab.steps
        is_shown = bool(steps) and self.view == "lesson"
        self.query_one(Heading).note = f"step {self.step + 1} of {len(steps)}" if is_shown else ""

    def _text(self) -> str:
        steps = self._lab.steps
        if not steps:
            return clean(f"This lab has no text. Its task: {self._lab.summary}", STEP_LIMIT)
        step = steps[self.step]
        text = clean(step.markdown, STEP_LIMIT)
        return text if text.lstrip().startswith("#") else f"# {clean_line(step.title)}\n\n{text}"

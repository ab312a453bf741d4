"""The lesson: one step at a time, and the hint that is open."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Markdown, Static

from tutor.model.course import Lab
from tutor.safe_text import clean, clean_line
from tutor.tui.hints import Hint

STEP_LIMIT = 60_000
"""Characters of a step that are shown; Markdown of that length is already slow to lay out."""


class LessonScroll(VerticalScroll, can_focus=True):
    """The scrolling part; left and right turn the page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "screen.step(-1)", "Previous step", show=False),
        Binding("right", "screen.step(1)", "Next step", show=False),
    ]


class LessonPane(Vertical):
    """Shows the steps of a lab; posts `StepShown` when the page is turned."""

    step: reactive[int] = reactive(0, init=False)

    class StepShown(Message):
        """Another step is open; `step` counts from 0."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def __init__(self, lab: Lab, step: int, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._lab = lab
        self.set_reactive(LessonPane.step, self._within(step))

    def compose(self) -> ComposeResult:
        """Lay out the page and the hint beneath."""
        with LessonScroll(id="lesson-scroll"):
            yield Markdown(self._text(), id="lesson-text", open_links=False)
        yield Static(id="hint", markup=False)

    def on_mount(self) -> None:
        """Show the page's title."""
        self._title()

    def turn(self, by: int) -> bool:
        """Go `by` steps on; return False at the first and last page."""
        before = self.step
        self.step = self._within(before + by)
        return self.step != before

    def show_hint(self, hint: Hint) -> None:
        """Open a hint under the page."""
        box = self.query_one("#hint", Static)
        box.update(
            Content.assemble(
                ("Hint · ", "bold $warning"), (clean_line(hint.about), "bold"), "\n", clean(hint.text, 2000)
            )
        )
        box.add_class("-open")

    def hide_hint(self) -> None:
        """Close the hint."""
        self.query_one("#hint", Static).remove_class("-open")

    async def watch_step(self) -> None:
        """Show the step."""
        self._title()
        self.query_one("#lesson-scroll").scroll_home(animate=False)
        await self.query_one("#lesson-text", Markdown).update(self._text())
        self.post_message(self.StepShown(self.step))

    @on(Markdown.LinkClicked)
    def _link(self, event: Markdown.LinkClicked) -> None:
        event.stop()
        self.notify(clean_line(event.href), title="Link", markup=False)

    def _within(self, step: int) -> int:
        return max(0, min(step, len(self._lab.steps) - 1))

    def _title(self) -> None:
        steps = self._lab.steps
        self.border_title = "Lesson"
        self.border_subtitle = f"step {self.step + 1} of {len(steps)}" if steps else ""

    def _text(self) -> str:
        steps = self._lab.steps
        if not steps:
            return clean(f"This lab has no text. Its task: {self._lab.summary}", STEP_LIMIT)
        step = steps[self.step]
        text = clean(step.markdown, STEP_LIMIT)
        has_heading = text.lstrip().startswith("# ")
        return text if has_heading else f"# {clean_line(step.title)}\n\n{text}"

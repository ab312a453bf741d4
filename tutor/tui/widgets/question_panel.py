"""One question in a few rows, beside whatever goes on: it can be answered, passed over or left alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tutor.model.question import BEFORE_BUILD, LINES, NUMBER, RATINGS, TEXT, Question
from tutor.safe_text import clean, clean_line
from tutor.tui.widgets.pick_list import PickList, Row
from tutor.tui.widgets.sentence_area import SentenceArea
from tutor.tui.wrap import with_code

ASKING, RATING, TOLD = "asking", "rating", "told"


class QuestionPanel(Vertical):
    """Shows a question, later its result; takes no room without one, and never takes the keys by itself."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Skip question", show=False)]

    class Answered(Message):
        """The learner has answered; of a question that was answered before, this is the rating."""

        def __init__(self, question: Question, said: str, *, is_rating: bool) -> None:
            super().__init__()
            self.question, self.said, self.is_rating = question, said, is_rating

    class Left(Message):
        """The learner has passed over the question, or has read its result."""

        def __init__(self, question: Question, *, had_keys: bool) -> None:
            super().__init__()
            self.question, self.had_keys = question, had_keys

    def __init__(self, title: str, way_in: str, way_on: str = "", *, id: str | None = None) -> None:  # noqa: A002
        """`way_in` says how to get here while the keys are elsewhere, `way_on` how to close a result."""
        super().__init__(id=id)
        self._title, self._way_in, self._way_on = title, way_in, way_on
        self.question: Question | None = None
        self.phase = ""
        self._told: Callable[[int], Content] = lambda _: Content("")

    def compose(self) -> ComposeResult:
        """Lay out the question and, of the ways to answer, the one that fits."""
        yield Static(classes="question-ask", markup=False)
        yield Static(classes="question-listing", markup=False)
        yield Input(classes="question-number", compact=True)
        yield SentenceArea(classes="question-text")
        yield Static(classes="question-told", markup=False)
        yield PickList()
        yield Static(classes="question-keys", markup=False)

    # ---- what it shows

    def ask(self, question: Question, asked: str, rows: Sequence[Row] = (), listing: str = "") -> None:
        """Ask a question; `rows` are the lines to pick from, if it is about lines, `listing` a file that it is about."""
        self._show(question, asked, listing)
        picks = rows or [(option, option) for option in question.options]
        if question.picks_one_line:
            picks = [(line, f"line {line}: {words}") for line, words in rows]
        self.query_one(PickList).offer(picks, several=_picks_several(question))
        number = self.query_one(Input)
        number.value, number.placeholder = "", question.unit or "a number"
        self.query_one(SentenceArea).clear()
        self._say("question-told", Content(""))
        self._turn(ASKING)

    def rate(self, told: Callable[[int], Content]) -> None:
        """Show the learner's answer and the model answer, and let the learner compare; `told` draws both for a width."""
        self._told = told
        self.query_one(PickList).offer([(r, r) for r in RATINGS], several=False)
        self._turn(RATING)
        self.on_resize()

    def tell(self, question: Question, asked: str, told: Callable[[int], Content], listing: str = "") -> None:
        """Show what became of a question; `told` draws it for a width."""
        self._told = told
        self._show(question, asked, listing)
        self._turn(TOLD)
        self.on_resize()

    def _show(self, question: Question, asked: str, listing: str) -> None:
        self.question = question
        self._say(
            "question-ask", Content.assemble((f"{self._word(question)}  ", "bold $primary"), _line(asked))
        )
        self._say("question-listing", Content(_numbered(listing)))

    def complain(self, trouble: str) -> None:
        """Say why an answer cannot be taken; what was typed stays."""
        self._say("question-keys", Content.styled(trouble, "$warning"))

    def close(self) -> None:
        """Show nothing."""
        self.question = None
        self._turn("")

    @property
    def is_asking(self) -> bool:
        """Return whether an answer is waited for."""
        return self.phase in (ASKING, RATING)

    def focus_answer(self) -> None:
        """Give the keys to the way to answer."""
        field = self._field()
        if field is not None:
            field.focus()

    def reveal(self) -> None:
        """Bring the whole panel into view, once its new height is known."""
        last = self.query_one(".question-keys")
        self.call_after_refresh(
            lambda: self.call_after_refresh((last if last.display else self).scroll_visible, animate=False)
        )

    def on_resize(self) -> None:
        """Wrap what is told to the width, which is known after the layout."""
        if self.phase in (TOLD, RATING):
            self._say("question-told", self._told(max(self.content_size.width - 1, 20)))

    def on_descendant_focus(self) -> None:
        """Say what the keys do now."""
        self._keys()

    def on_descendant_blur(self) -> None:
        """Say how to get back."""
        self.call_after_refresh(self._keys)

    def _word(self, question: Question) -> str:
        """Return the word in front of a question: a text before the build is a plan."""
        return "Plan" if question.kind == TEXT and question.when == BEFORE_BUILD else self._title

    def _turn(self, phase: str) -> None:
        had_keys = self.has_focus_within
        self.phase = phase
        field = self._field()
        for kind in (Input, SentenceArea, PickList):
            widget = self.query_one(kind)
            widget.display = widget is field
        self.set_class(bool(phase), "-open")
        self._keys()
        if had_keys and phase == RATING and field is not None:
            field.focus()

    def _field(self) -> Input | SentenceArea | PickList | None:
        """Return what takes the answer in this phase."""
        kind = self.question.kind if self.question else ""
        if self.phase == ASKING and kind == NUMBER:
            return self.query_one(Input)
        if self.phase == ASKING and kind == TEXT:
            return self.query_one(SentenceArea)
        return self.query_one(PickList) if self.is_asking or self.phase == RATING else None

    def _keys(self) -> None:
        kind = self.question.kind if self.question else ""
        if self.phase == TOLD:
            text = self._way_on
        elif not self.has_focus_within:
            text = self._way_in
        elif self.phase == RATING:
            text = "How close was yours? enter chooses"
        elif self.question is not None and _picks_several(self.question) and self.phase == ASKING:
            text = "space picks · enter answers · esc skips"
        elif kind == TEXT and self.question is not None and self.question.when != BEFORE_BUILD:
            text = "enter answers · esc goes back"
        else:
            text = "enter answers · esc skips"
        self._say("question-keys", Content.styled(text, "$dim"))

    def _say(self, name: str, content: Content) -> None:
        part = self.query_one(f".{name}", Static)
        part.update(content)
        part.display = bool(content.plain)

    # ---- what the learner does

    @on(Input.Submitted)
    def _number(self, event: Input.Submitted) -> None:
        event.stop()
        self._answer(event.value)

    @on(SentenceArea.Finished)
    def _sentence(self, event: SentenceArea.Finished) -> None:
        event.stop()
        self._answer(event.text)

    @on(PickList.Picked)
    def _picked(self, event: PickList.Picked) -> None:
        event.stop()
        self._answer(event.value)

    def _answer(self, said: str) -> None:
        if self.question is not None:
            self.post_message(self.Answered(self.question, said, is_rating=self.phase == RATING))

    def action_leave(self) -> None:
        """Pass over the question, or close its result."""
        if self.question is not None:
            self.post_message(self.Left(self.question, had_keys=self.has_focus_within))


def _picks_several(question: Question) -> bool:
    return question.kind == LINES and not question.picks_one_line


def _numbered(text: str) -> str:
    """Return a file with a number before each line; nothing for none."""
    lines = clean(text, 20_000).rstrip("\n").split("\n") if text else []
    return "\n".join(f"{number:>3}  {line}" for number, line in enumerate(lines, 1))


def _line(text: str) -> Content:
    return with_code(Content(clean_line(text, 600)))

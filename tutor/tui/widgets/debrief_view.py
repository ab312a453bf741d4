"""The debrief: own numbers, predictions, the idea to keep, the explanation in own words, what to try next."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.dockerfile.diagram import draw, stage_map
from tutor.model.outcome import Sizes
from tutor.model.progress import STATES
from tutor.model.question import Question
from tutor.model.rounds import Rounds
from tutor.safe_text import clean_line
from tutor.tui.analysis import LIMIT
from tutor.tui.check_text import debrief_text, stand_in_text
from tutor.tui.debrief import Debriefing, gained
from tutor.tui.question_text import Pairs, asked_predictions_text
from tutor.tui.stages_text import line_content
from tutor.tui.widgets.question_panel import QuestionPanel
from tutor.tui.widgets.sizes import SizeBars
from tutor.tui.wrap import hang, join_lines, with_code

_WIDEST = 92
"""Cells of a line of prose; longer ones are hard to read."""
_WIDEST_PICTURE = 60


class DebriefView(VerticalScroll, can_focus=True):
    """Shows a `Debriefing`; the question in it posts to the screen."""

    def __init__(
        self,
        debriefing: Debriefing,
        settled: Pairs,
        asked: Callable[[Question], str],
        rounds: Rounds | None = None,
    ) -> None:
        super().__init__(id="debrief-view")
        self._debriefing, self._settled, self._asked, self._rounds = debriefing, settled, asked, rounds
        self.question = QuestionPanel("Explain", "f7 to answer", id="explain")

    def compose(self) -> ComposeResult:
        """Lay out one part below the other."""
        yield Static(id="debrief-head", markup=False)
        yield SizeBars(id="debrief-sizes", markup=False)
        yield Static(id="debrief-predictions", markup=False)
        yield Static(id="debrief-idea", markup=False)
        yield self.question
        yield Static(id="debrief-stages", markup=False)
        yield Static(id="debrief-stand-ins", markup=False)
        yield Static(id="debrief-tries", markup=False)

    def on_resize(self) -> None:
        """Wrap to the width, which is known after the layout."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        width = min(max(self.scrollable_content_region.width - 4, 24), _WIDEST)
        about, verdict = self._debriefing, self._debriefing.verdict
        self._part("debrief-head", _head(about, width))
        self.query_one(SizeBars).show(verdict.sizes if verdict else Sizes(), width)
        predictions = asked_predictions_text(self._settled, self._asked, width, self._rounds)
        self._part("debrief-predictions", predictions)
        self._part("debrief-idea", _idea(about.lab.takeaway, width))
        self._part("debrief-stages", _stages(about, width))
        self._part("debrief-stand-ins", stand_in_text(verdict, width))
        self._part("debrief-tries", debrief_text(about.tries, verdict.tips if verdict else (), width))

    def _part(self, name: str, content: Content) -> None:
        part = self.query_one(f"#{name}", Static)
        part.update(content)
        part.set_class(bool(content.plain), "-open")


def _head(about: Debriefing, width: int) -> Content:
    verdict = about.verdict
    passed = verdict is not None and verdict.status == "passed"
    words = STATES.get(about.state, about.state).capitalize()
    head = Content.styled(f"✓ {words}.", "bold $success")
    if not passed:
        later = "Your file has not passed the last check; the numbers below are of that check."
        return join_lines([head, Content.styled(hang(later, width), "$warning")])
    gain = gained(verdict.sizes) if verdict else ""
    return join_lines([head, Content(hang(gain, width))]) if gain else head


def _stages(about: Debriefing, width: int) -> Content:
    """Return the picture of the file as it is in the editor; of a very long one there is none."""
    if len(about.mine) > LIMIT:
        return Content("")
    lines = draw(stage_map(about.mine, about.measured), min(width, _WIDEST_PICTURE))
    return join_lines([Content.styled("Your stages", "bold"), *map(line_content, lines)])


def _idea(takeaway: str, width: int) -> Content:
    if not takeaway.strip():
        return Content("")
    title = Content.styled("One idea to take away", "bold")
    return join_lines([title, with_code(Content(hang(clean_line(takeaway), width, "  ")))])

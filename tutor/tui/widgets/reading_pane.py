"""A Dockerfile that is read, in the place of the editor: its instructions cannot be changed, but the answers above them can."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from tutor.dockerfile.answer_lines import AnsweredLine, answered_lines, with_answer
from tutor.model.dockerfile import Problem
from tutor.model.reading import WORDS, Reading
from tutor.safe_text import clean
from tutor.tui.cache_map import Fates
from tutor.tui.messages import Edited, EditorLeft
from tutor.tui.reading_text import ROWS_EACH, ShownLine, answer_at, line_rows
from tutor.tui.widgets.heading import Heading
from tutor.tui.widgets.row_list import RowList
from tutor.tui.wrap import with_code

_WORDS = tuple(WORDS)
_KEYS = "↑ ↓ line · ← → or 1 2 3 answer · 0 takes back · ctrl+b checks"


class ReadingRows(RowList, can_focus=True):
    """The instructions; posts `Said` for an answer and `Moved` for another line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "move(-1000)", show=False),
        Binding("end", "move(1000)", show=False),
        Binding("left", "turn(-1)", show=False),
        Binding("right,space", "turn(1)", show=False),
        Binding("backspace,delete,0", "say('')", show=False),
        *(Binding(str(n), f"say('{word}')", show=False) for n, word in enumerate(WORDS, 1)),
        Binding("ctrl+z", "undo", show=False),
    ]

    class Said(Message):
        """An answer was given, or taken back if `word` is empty; None undoes the last one."""

        def __init__(self, number: int, word: str | None) -> None:
            super().__init__()
            self.number, self.word = number, word

    class Moved(Message):
        """Another line is the current one."""

    def __init__(self) -> None:
        super().__init__(id="editor")
        self.lines: tuple[ShownLine, ...] = ()
        self.current = 0

    def fill(self, lines: tuple[ShownLine, ...]) -> None:
        """Show other lines; the current one stays."""
        self.lines = lines
        self.current = min(self.current, max(len(lines) - 1, 0))
        self.show(len(lines) * ROWS_EACH, self._draw)

    def reveal_line(self, number: int) -> None:
        """Bring an instruction into view."""
        self.reveal(number * ROWS_EACH + ROWS_EACH - 1)

    def action_move(self, by: int) -> None:
        """Go up or down."""
        self.current = max(0, min(self.current + by, len(self.lines) - 1))
        self.post_message(self.Moved())

    def action_turn(self, by: int) -> None:
        """Take the next answer, around."""
        if self.lines:
            word = self.lines[self.current].answered.word
            at = _WORDS.index(word) + by if word in _WORDS else (0 if by > 0 else -1)
            self.action_say(_WORDS[at % len(_WORDS)])

    def action_say(self, word: str) -> None:
        """Answer for the current line."""
        if self.lines:
            self.post_message(self.Said(self.current, word))

    def action_undo(self) -> None:
        """Take the last answer back."""
        self.post_message(self.Said(self.current, None))

    def on_click(self, event: Click) -> None:
        """Go to the line under the pointer, and take the answer there."""
        event.stop()
        number, row = divmod(event.y + int(self.scroll_offset.y), ROWS_EACH)
        if not 0 <= number < len(self.lines):
            return
        self.current = number
        self.post_message(self.Moved())
        word = answer_at(event.x, self.scrollable_content_region.width) if row else ""
        if word:
            self.post_message(self.Said(number, word))

    def _draw(self, row: int, width: int) -> Content:
        number, part = divmod(row, ROWS_EACH)
        return line_rows(self.lines[number], width)[part]


class ReadingPane(Vertical):
    """Stands where the editor stands in other labs, and answers to the same calls; posts `Edited` for each answer."""

    is_offering = False
    """Whether a list of words is open; there never is one."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(id="editor-pane", classes="pane")
        self._reading = reading
        self._text = ""
        self._before: list[str] = []
        """The texts that undo goes back to."""
        self._sizes: Mapping[int, int] = {}
        """Bytes by the number of the instruction, from 0."""
        self._marks: tuple[int, ...] = ()
        self._trouble = ""
        self._is_solved = False

    def compose(self) -> ComposeResult:
        """Lay out the lines and what is said of the current one."""
        yield Heading([("editor", "Dockerfile")], id="editor-heading")
        yield ReadingRows()
        yield Static(id="problem", markup=False)

    @property
    def current(self) -> str:
        """Return the text now."""
        return self._text

    @property
    def line(self) -> int:
        """Return the line of the current instruction, counted from 1."""
        answered = self._answered()
        return answered[min(self._rows.current, len(answered) - 1)].line if answered else 1

    def load(self, text: str, readable: bool, trouble: str = "") -> None:
        """Show a file; of one that is no text, `trouble` says why."""
        self._text, self._before = text, []
        self.set_readable(readable, trouble)

    def take_over(self, text: str) -> None:
        """Show another text; undo goes back."""
        if text != self._text:
            self._before.append(self._text)
            self._text = text
            self.post_message(Edited())
        self._show()

    def set_readable(self, readable: bool, trouble: str = "") -> None:
        """Say why a file cannot be read."""
        self._trouble = "" if readable else trouble
        self._show()

    def set_saved(self, label: str) -> None:
        """Show how the text stands on disk."""
        self.query_one(Heading).note = label

    def show_sizes(self, sizes: Iterable[tuple[int, int]]) -> None:
        """Show what each line of the text has added, as (line, bytes)."""
        by_line = dict(sizes)
        if by_line:
            self._sizes = {n: by_line.get(a.line, 0) for n, a in enumerate(self._answered())}
            self._show()

    def show_key(self, is_solved: bool) -> None:
        """Tell right answers from wrong ones and say why, once the lab has passed."""
        self._is_solved = is_solved
        self._show()

    def mark(self, problem: Problem) -> None:
        """Mark the line that a verdict speaks of, until an answer is changed, and go to it."""
        numbers = [n for n, a in enumerate(self._answered()) if a.line == problem.span.line]
        self._marks = tuple(numbers)
        for number in numbers:
            self._rows.current = number
            self._rows.reveal_line(number)
        self._show()

    def show_fates(self, fates: Fates) -> None:
        """Show nothing of it: what the builds do is not what this reading is about."""

    def unmark(self) -> None:
        """Forget the mark."""
        self._marks = ()
        self._show()

    def focus_text(self) -> None:
        """Give the keys to the lines."""
        self._rows.focus()

    def on_descendant_blur(self) -> None:
        """Tell the screen, which saves."""
        self.post_message(EditorLeft())

    @on(ReadingRows.Moved)
    def _moved(self, event: ReadingRows.Moved) -> None:
        event.stop()
        self._show()
        self._rows.reveal_line(self._rows.current)

    @on(ReadingRows.Said)
    def _said(self, event: ReadingRows.Said) -> None:
        event.stop()
        lines = self._answered()
        if self._trouble or event.number >= len(lines):
            return
        if event.word is not None:
            self._before.append(self._text)
            self._text = with_answer(self._text, lines[event.number].line, event.word)
        elif self._before:
            self._text = self._before.pop()
        self._marks = ()
        self._show()
        self.post_message(Edited())

    @property
    def _rows(self) -> ReadingRows:
        return self.query_one(ReadingRows)

    def _answered(self) -> tuple[AnsweredLine, ...]:
        return answered_lines(self._text)

    def _show(self) -> None:
        rows, answered = self._rows, self._answered()
        rows.current = min(rows.current, max(len(answered) - 1, 0))
        keys = self._reading.lines if len(answered) == len(self._reading.lines) else ()
        rows.fill(
            tuple(
                ShownLine(
                    line,
                    self._sizes.get(n),
                    max(self._sizes.values(), default=0),
                    keys[n] if keys and self._is_solved else None,
                    n == rows.current,
                    n in self._marks,
                )
                for n, line in enumerate(answered)
            )
        )
        self._tell(rows)

    def _tell(self, rows: ReadingRows) -> None:
        """Say what is wrong with the file, else why the current line's answer is right, else what the keys do."""
        key = rows.lines[rows.current].key if rows.lines else None
        if self._trouble:
            told = Content.assemble(("✗ ", "bold $error"), clean(self._trouble, 400))
        else:
            told = with_code(Content(clean(key.because, 400))) if key else Content.styled(_KEYS, "$dim")
        line = self.query_one("#problem", Static)
        line.update(told)
        line.set_class(True, "-open")

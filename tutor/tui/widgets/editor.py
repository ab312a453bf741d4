"""The Dockerfile editor: a text area that colours from our own tokens and underlines problems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.events import Key, Paste
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import TextArea

from tutor.model.dockerfile import Problem
from tutor.tui.analysis import Analysis, Token, colours
from tutor.tui.cache_map import Fates
from tutor.tui.text_change import change_between
from tutor.tui.widgets.editor_text import VISIBLE_CONTROLS, columns, note
from tutor.tui.widgets.editor_theme import EditorTheme
from tutor.tui.widgets.quiet_rows import QuietRows

_KINDS = (
    "keyword",
    "flag",
    "string",
    "comment",
    "variable",
    "stage",
    "image",
    "number",
    "directive",
    "heredoc",
)
_LINE_SHOWN = 5_000
"""Characters of a line that are drawn; more would make each key slow."""
_PASTE_LIMIT = 100_000
"""Characters of a paste that are taken in; a Dockerfile has a few thousand."""
_NOTE_ROOM = 12
"""Columns beside a line below which its problem is not written there."""


class DockerfileEditor(TextArea):
    """Edits one Dockerfile."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"editor--{kind}" for kind in _KINDS),
        "editor--error",
        "editor--warning",
        "editor--mark",
        "editor--cached",
        "editor--done",
        "editor--failed",
    }

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        self._analysis = self._marks = Analysis()
        self._fates: Fates = {}
        self._coloured = ""
        self.before_key: Callable[[Key], bool] = lambda _: False
        """Sees each key first; one for which it returns True is used up."""
        self._tokens: Sequence[Sequence[Token]] = ()
        self._quiet_rows = QuietRows()
        super().__init__(text, id=id, show_line_numbers=True, tab_behavior="focus", soft_wrap=False)
        self.register_theme(EditorTheme())
        self.theme = EditorTheme.name

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave f6, by which a text area selects a line, to the lab."""
        return False if action == "select_line" else super().check_action(action, parameters)

    @property
    def line(self) -> int:
        """Return the cursor's line, counted from 1."""
        return self.cursor_location[0] + 1

    def show_problems(self, analysis: Analysis, marks: Analysis) -> None:
        """Underline these problems from now on, and mark the lines of `marks` as a whole."""
        if (analysis, marks) != (self._analysis, self._marks):
            self._analysis, self._marks = analysis, marks
            self._line_cache.clear()
            self.refresh()

    def show_fates(self, fates: Fates) -> None:
        """Write behind each line what the last build did with it; none from now on if `fates` is empty."""
        if fates != self._fates:
            self._fates = fates
            self._line_cache.clear()
            self.refresh()

    def reveal(self, line: int) -> None:
        """Scroll a line, counted from 1, into view; the cursor stays."""
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if not top < line <= top + height:
            self.scroll_to(y=max(line - 1 - height // 2, 0), animate=False)

    def restyle(self) -> None:
        """Paint again after the theme has changed."""
        self._repaint()

    def take_over(self, text: str) -> None:
        """Show another text by changing only the lines that differ; the cursor stays on its words, undo goes back."""
        change = change_between(self.text, text)
        if change is not None:
            self.replace(*change)

    def get_line(self, line_index: int) -> Text:
        """Return one line with the colours of its tokens and its problems underlined."""
        string = self.document.get_line(line_index)
        line = Text(string[:_LINE_SHOWN].translate(VISIBLE_CONTROLS), end="", no_wrap=True)
        if line_index < len(self._tokens):
            for start, end, kind in self._tokens[line_index]:
                if kind in _KINDS:
                    line.stylize(self._part(f"editor--{kind}"), start, end)
        for problem in self._analysis.on_line(line_index + 1):
            start, end = columns(problem, line_index + 1, string)
            line.stylize(self._part(f"editor--{problem.severity}"), start, end)
        if self._marks.on_line(line_index + 1):
            line.stylize(self._part("editor--mark"))
        return line

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint, with tokens that belong to the text as it is now."""
        text = self.text
        if text != self._coloured:
            self._coloured, self._tokens = text, colours(text)
            self._line_cache.clear()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Return one row, from the key before if nothing in it has changed."""
        index = y + self.scroll_offset.y
        if index >= self.document.line_count:
            return super().render_line(y)
        if self._has_cursor_in(index):
            return self._with_problem(super().render_line(y), index)
        return self._quiet_rows.get(
            self._row_key(index),
            lambda: self._with_problem(super(DockerfileEditor, self).render_line(y), index),
        )

    def _has_cursor_in(self, index: int) -> bool:
        """Return whether a row shows the cursor, the bracket that matches, or a part of the selection."""
        bracket = self.matching_bracket_location
        return self.selection.contains_line(index) or (bracket is not None and bracket[0] == index)

    def _row_key(self, index: int) -> tuple[object, ...]:
        """Return all that a row without cursor depends on, but for the colours."""
        tokens = tuple(self._tokens[index]) if index < len(self._tokens) else ()
        problems = self._analysis.on_line(index + 1), self._marks.on_line(index + 1)
        place = index, self.scroll_offset.x, self.size, self.gutter_width
        return self.document.get_line(index), tokens, problems, place, self._fates.get(index + 1)

    def _with_problem(self, strip: Strip, index: int) -> Strip:
        """Return the row with the line's first problem written behind its text where there is room."""
        text = self.document.get_line(index).expandtabs(self.indent_width)
        start = self.gutter_width + cell_len(text) - self.scroll_offset.x + 2
        width = min(strip.cell_length, self.scrollable_content_region.width)
        if start > width + 2:
            return self._with_sign(
                self._put(
                    strip,
                    "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
                    width - 1,
                    Style(color=self._part("editor--comment").color),
                ),
                index,
                width,
            )
        found = self._marks.on_line(index + 1) or self._analysis.starting(index + 1)
        if not found:
            return self._with_fate(strip, index, start, width)
        if start < self.gutter_width or width - start - 1 < _NOTE_ROOM:
            return strip
        return self._with_note(strip, found[0], start, width - start - 1)

    def _with_fate(self, strip: Strip, index: int, start: int, width: int) -> Strip:
        """Return the row with what the last build did with its line, at the right end, if there is room."""
        fate = self._fates.get(index + 1)
        at = width - 1 - cell_len(fate.text) if fate else 0
        if fate is None or at < max(start, self.gutter_width):
            return self._with_sign(strip, index, width)
        return self._put(strip, fate.text, at, self._part(f"editor--{fate.state}"))

    def _with_sign(self, strip: Strip, index: int, width: int) -> Strip:
        """Return the row with no more than a sign of what the last build did with its line, over the end of the text."""
        fate = self._fates.get(index + 1)
        if fate is None or width - 3 < self.gutter_width:
            return strip
        return self._put(strip, f" {fate.text[0]}", width - 3, self._part(f"editor--{fate.state}"))

    def _with_note(self, strip: Strip, problem: Problem, start: int, room: int) -> Strip:
        style = self._part(f"editor--{problem.severity}") + Style(underline=False, italic=True)
        return self._put(strip, note(problem, room), start, style)

    def _put(self, strip: Strip, words: str, start: int, style: Style) -> Strip:
        """Return the row with `words` over it, on the background that is there."""
        end = start + cell_len(words)
        under = next(iter(strip.crop(start, end)), Segment(""))
        segment = Segment(words, (under.style or Style()) + Style(underline=False) + style)
        return Strip.join([strip.crop(0, start), Strip([segment]), strip.crop(end)])

    def on_key(self, event: Key) -> None:
        """Keep escape from moving the focus: it closes a list or cancels a build, and does nothing else here."""
        if self.before_key(event) or event.key == "escape":
            event.stop()
            event.prevent_default()

    def on_paste(self, event: Paste) -> None:
        """Refuse what cannot be a Dockerfile; it would only make the editor slow."""
        if len(event.text) <= _PASTE_LIMIT:
            return
        event.stop()
        event.prevent_default()
        size = f"{len(event.text):,}"
        self.notify(
            f"The pasted text has {size} characters, which is no Dockerfile. Nothing was changed.",
            severity="warning",
            markup=False,
        )

    def _part(self, name: str) -> Style:
        style = self.get_component_rich_style(name, partial=True)
        background = style.bgcolor if name == "editor--mark" else None
        return Style(
            color=style.color,
            bgcolor=background,
            bold=style.bold,
            italic=style.italic,
            underline=style.underline,
        )

    def notify_style_update(self) -> None:
        """Paint all rows again in the new colours."""
        self._quiet_rows.clear()
        super().notify_style_update()

    def _repaint(self, *_: Any) -> None:
        self._quiet_rows.clear()
        self._line_cache.clear()
        self.refresh()

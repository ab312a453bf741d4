"""The editor with its title, the quick checks of its text, and the one problem nearest the cursor."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static, TextArea

from tutor.model.dockerfile import Problem
from tutor.safe_text import clean_line
from tutor.tui.analysis import Analysis, analyse
from tutor.tui.widgets.editor import DockerfileEditor

DEBOUNCE_SECONDS = 0.06


class EditorPane(Vertical):
    """Holds the editor; posts `Edited` for each change and `Left` when the focus goes away."""

    class Edited(Message):
        """The text was changed."""

    class Left(Message):
        """The editor has lost the focus."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._analysis = Analysis()
        self._marks: tuple[Problem, ...] = ()
        """Problems that a build found; they stay until the text is changed."""
        self._timer: Timer | None = None
        self._readable = True

    def compose(self) -> ComposeResult:
        """Lay out the editor and the line beneath."""
        yield DockerfileEditor(id="editor")
        yield Static(id="problem", markup=False)

    def on_mount(self) -> None:
        """Set the title, and follow the theme."""
        self.border_title = "Dockerfile"
        self.app.theme_changed_signal.subscribe(self, lambda _: self.editor.restyle())

    @property
    def editor(self) -> DockerfileEditor:
        """Return the text area."""
        return self.query_one(DockerfileEditor)

    def load(self, text: str, readable: bool, trouble: str = "") -> None:
        """Fill the editor with a file; a file that is no text is not shown, and `trouble` says why."""
        self.editor.load_text(text)
        self.set_readable(readable, trouble)
        self._check()

    def set_readable(self, readable: bool, trouble: str = "") -> None:
        """Allow or forbid typing; an unreadable file must not be overwritten by a key."""
        self._readable = readable
        self.editor.read_only = not readable
        if not readable:
            self.query_one("#problem", Static).update(Content(clean_line(trouble)))

    def set_saved(self, label: str) -> None:
        """Show how the text stands on disk."""
        self.border_subtitle = label

    def mark(self, problems: tuple[Problem, ...]) -> None:
        """Underline what a build has found, until the text is changed."""
        self._marks = problems
        self._show()

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._marks = ()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(DEBOUNCE_SECONDS, self._check)
        self.post_message(self.Edited())

    @on(TextArea.SelectionChanged)
    def _moved(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        self._show()

    def on_descendant_blur(self) -> None:
        """Tell the screen, which saves."""
        self.post_message(self.Left())

    def _check(self) -> None:
        self._analysis = analyse(self.editor.text) if self._readable else Analysis()
        self._show()

    def _show(self) -> None:
        seen = Analysis(self._analysis.problems + self._marks)
        self.editor.show_problems(seen)
        if self._readable:
            self.query_one("#problem", Static).update(_problem_line(seen, self.editor.line))


def _problem_line(analysis: Analysis, line: int) -> Content:
    problem = analysis.nearest(line)
    if problem is None:
        return Content.styled("No problems found in the text.", "$dim")
    sign, style = ("✗", "$error") if problem.severity == "error" else ("!", "$warning")
    more = len(analysis.problems) - 1
    tail = f"  (+{more} more)" if more else ""
    return Content.assemble(
        (f"{sign} Line {problem.span.line}: ", f"bold {style}"),
        clean_line(problem.message),
        (tail, "$dim"),
    )

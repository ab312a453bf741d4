"""The editor with its title, the quick checks of its text, and the one problem nearest the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static, TextArea

from tutor.dockerfile.surroundings import Surroundings
from tutor.model.dockerfile import Problem
from tutor.safe_text import clean, clean_line
from tutor.tui.analysis import Analysis, analyse
from tutor.tui.cache_map import Fates
from tutor.tui.completing import Completing
from tutor.tui.messages import Edited, EditorLeft
from tutor.tui.threads import in_thread
from tutor.tui.views import FILES
from tutor.tui.widgets.completion_list import CompletionList
from tutor.tui.widgets.editor import DockerfileEditor
from tutor.tui.widgets.heading import Heading
from tutor.tui.wrap import with_code

DEBOUNCE_SECONDS = 0.05
"""Without a key before something is offered."""
FRAME_SECONDS = 0.02
"""Until problems are looked for, so that no key waits for both."""
IDLE_SECONDS = 0.8
"""Until what is not finished counts as wrong."""


class EditorPane(Vertical):
    """Holds the editor; posts `Edited` for each change and `EditorLeft` when the focus goes away."""

    def __init__(
        self,
        look_around: Callable[[], Surroundings] = Surroundings,
        files: Sequence[tuple[str, str]] = FILES[:1],
    ) -> None:
        """`files` are the tabs of the title."""
        super().__init__(id="editor-pane", classes="pane")
        self._files = files
        self._look_around = look_around
        self.editor = DockerfileEditor(id="editor")
        """The text area; what it holds can be read to the very end, also while the screen is taken down."""
        self._list = CompletionList()
        self.completing = Completing(self.editor, self._list)
        """What offers words at the cursor."""
        self.editor.before_key = self.completing.key
        self._analysis = Analysis()
        self._marks: tuple[Problem, ...] = ()
        """Problems that a build found; they stay until the text is changed."""
        self._told = Content("")
        self._timer: Timer | None = None
        self._readable = True
        self._is_quiet = False

    def compose(self) -> ComposeResult:
        """Lay out the editor and the line beneath."""
        yield Heading(self._files, id="editor-heading")
        yield self.editor
        yield Static(id="problem", markup=False)
        yield self._list

    def on_mount(self) -> None:
        """Follow the theme."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self.editor.restyle())
        self.look_around()

    @work(group="look-around", exclusive=True)
    async def look_around(self) -> None:
        """Find out what there is to offer, beside the screen; until then less is offered."""
        known = await in_thread(self._look_around)
        if known != self.completing.known:
            self.completing.known = known
            self._check()

    @property
    def current(self) -> str:
        """Return the text now."""
        return self.editor.text

    @property
    def is_offering(self) -> bool:
        """Return whether a list of words is open."""
        return self.completing.is_open

    @property
    def line(self) -> int:
        """Return the cursor's line, counted from 1."""
        return self.editor.line

    def take_over(self, text: str) -> None:
        """Show another text; the cursor stays on its words, and undo goes back."""
        self.editor.take_over(text)

    def focus_text(self) -> None:
        """Give the keys to the text, with the marked line in view."""
        self.editor.focus()
        self.call_after_refresh(self.reveal_mark)

    def load(self, text: str, readable: bool, trouble: str = "") -> None:
        """Fill the editor with a file; a file that is no text is not shown, and `trouble` says why."""
        self.editor.load_text(text)
        self.set_readable(readable, trouble)
        self._check()

    def set_readable(self, readable: bool, trouble: str = "") -> None:
        """Allow or forbid typing; an unreadable file must not be overwritten by a key."""
        self._readable = readable
        self.editor.read_only = not readable
        if not readable and trouble:
            self._tell(Content.assemble(("✗ ", "bold $error"), clean(trouble, 400)))

    def keep_quiet(self, quiet: bool) -> None:
        """Say nothing of the text, or speak again: what is to be predicted must not be told before."""
        if quiet != self._is_quiet:
            self._is_quiet = quiet
            self._check()

    def set_saved(self, label: str) -> None:
        """Show how the text stands on disk."""
        self.query_one(Heading).note = label

    def mark(self, problem: Problem) -> None:
        """Mark what a build has found, until the text is changed, and bring its line into view."""
        self._marks = (problem,)
        self._show()
        self.reveal_mark()

    def show_fates(self, fates: Fates) -> None:
        """Write behind each line what the last build did with it, until the text is changed."""
        self.editor.show_fates(fates)

    def unmark(self) -> None:
        """Forget what the last build has found."""
        self.editor.show_fates({})
        if self._marks:
            self._marks = ()
            self._show()

    def reveal_mark(self) -> None:
        """Bring the marked line into view, if there is one."""
        for problem in self._marks:
            self.editor.reveal(problem.span.line)

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._marks = ()
        self.editor.show_fates({})
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(DEBOUNCE_SECONDS, self._after_pause)
        self.post_message(Edited())

    @on(TextArea.SelectionChanged)
    def _moved(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        self.completing.moved()
        self._show()

    @on(CompletionList.Taken)
    def _clicked(self, event: CompletionList.Taken) -> None:
        event.stop()
        self.completing.take(event.candidate)

    def on_descendant_focus(self) -> None:
        """Look around again: an ignore file may have changed while the keys were elsewhere."""
        self.look_around()

    def on_descendant_blur(self) -> None:
        """Tell the screen, which saves."""
        self.completing.close()
        self.post_message(EditorLeft())

    def _after_pause(self) -> None:
        """Offer what fits, and look for problems a frame later; a key that comes meanwhile begins anew."""
        is_writing = self.completing.follow()
        self._timer = self.set_timer(FRAME_SECONDS, self._check_writing if is_writing else self._check)

    def _check_writing(self) -> None:
        """Look for problems, but for what the next keys may finish."""
        row, column = self.editor.cursor_location
        self._check((row + 1, column))
        if self._analysis.is_partial:
            self._timer = self.set_timer(IDLE_SECONDS, self._check)

    def _check(self, writing: tuple[int, int] | None = None) -> None:
        known, is_told = self.completing.known, self._readable and not self._is_quiet
        self._analysis = analyse(self.editor.text, writing, known) if is_told else Analysis()
        self._show()

    def _show(self) -> None:
        self.editor.show_problems(self._analysis, Analysis(self._marks))
        if self._readable:
            self._tell(Content("") if self._marks else _problem_line(self._analysis, self.editor.line))

    def _tell(self, content: Content) -> None:
        """Show a sentence beneath the text; each key would wait for a new layout, so there is one only if it takes more room."""
        before, self._told = self._told, content
        if content.is_same(before):
            return
        line = self.query_one("#problem", Static)
        width = line.content_size.width
        fits = width > 0 and content.get_height({}, width) == before.get_height({}, width)
        line.update(content, layout=not fits)
        line.set_class(bool(content.plain), "-open")


def _problem_line(seen: Analysis, line: int) -> Content:
    problem = seen.nearest(line)
    if problem is None:
        return Content("")
    sign, style = ("✗", "$error") if problem.severity == "error" else ("!", "$warning")
    more = len({p.span.line for p in seen.problems}) - 1
    return Content.assemble(
        (f"{sign} Line {problem.span.line}: ", f"bold {style}"),
        with_code(Content(clean_line(problem.message))),
        (f"  (+{more} more)" if more else "", "$dim"),
    )

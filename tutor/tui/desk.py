"""An open lab: the editor and the attempt beside what teaches, and what moves text and events between them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer

from tutor.attempt import AttemptEvent, Finished, SizesKnown
from tutor.errors import TutorError
from tutor.model.course import Lab
from tutor.model.dockerfile import Problem, Span
from tutor.model.measured import Measured, measured
from tutor.model.outcome import Sizes, Verdict
from tutor.tui.attempt_runner import AttemptRunner, Start
from tutor.tui.autosave import Autosave, Pace
from tutor.tui.build_failure import first_failure
from tutor.tui.debrief import next_tries
from tutor.tui.lectern import TYPING_SECONDS, Lectern
from tutor.tui.messages import (
    AttemptBatch,
    AttemptBegun,
    AttemptEnded,
    Edited,
    EditorLeft,
    FileSeen,
    FileShown,
    ImagesSeen,
    Judged,
    SavedOutside,
    SaveState,
    TabChosen,
    TakenOver,
)
from tutor.tui.opened import BUILD_ON_SAVE, Opened
from tutor.tui.seen_images import SeenImages, difference_of, layers_seen
from tutor.tui.services import Services
from tutor.tui.surroundings import surroundings
from tutor.tui.threads import in_thread
from tutor.tui.views import DOCKERFILE, FILES, IGNORE
from tutor.tui.widgets.editor_pane import EditorPane
from tutor.tui.widgets.ignore_pane import IgnorePane
from tutor.tui.widgets.reading_pane import ReadingPane
from tutor.watch import FileWatch
from tutor.workspace import READ_LIMIT

STOP_SECONDS = 6.0
"""How long leaving waits for a build to end, so that no container stays behind."""


def _pane_of(lab: Lab, opened: Opened) -> EditorPane | ReadingPane:
    """Return what holds the text: an editor, or the lines of a file that is read."""
    if lab.reading is not None:
        return ReadingPane(lab.reading)
    files = FILES if opened.ignore is not None else FILES[:1]
    return EditorPane(lambda: surroundings(lab, opened.dockerfile), files)


class Desk(Lectern):
    """Routes between lesson, editor and result; the panes post to it and never meet."""

    def __init__(self, lab: Lab, opened: Opened, services: Services) -> None:
        super().__init__(lab, opened.remembered, services)
        self.editor = _pane_of(lab, opened)
        known = opened.ignore
        self.ignore = IgnorePane(lab.app, known.path, known.keeper, known.synced) if known else None
        """The learner's ignore file, in a lab that has one."""
        self.runner = AttemptRunner(self, services.crash_log)
        self.autosave = Autosave(self, opened.keeper, self.editor, self._sync, Pace())
        self.dockerfile = opened.dockerfile
        self.builds_on_save = opened.builds_on_save
        self.seen = SeenImages()
        self._watch = FileWatch(opened.dockerfile, lambda _: self._file_seen(), limit=READ_LIMIT)
        self._leaving = False
        self._opened = opened
        self._typing: Timer | None = None
        self._built: tuple[str, str | None] | None = None
        """The texts that the last attempt is about: the Dockerfile and the ignore file."""
        self.measured: Measured | None = None
        """What the last build has shown of the sizes of its stages."""

    def compose(self) -> ComposeResult:
        """Lay out the lesson beside the editor, and the result below that."""
        yield self.lesson
        with Vertical(id="bench"):
            yield self.editor
            if self.ignore is not None:
                yield self.ignore
            yield self.result

    def on_mount(self) -> None:
        """Show the file, and follow what other programs do to it."""
        self._watch.start()
        synced = self._opened.synced
        self.editor.load(synced.text, synced.readable, synced.trouble)
        self.autosave.loaded(synced)
        self._show_read(self.standing.verdict.sizes if self.standing.verdict else Sizes())
        self._hold_back()
        self.opened(self.editor.current)
        self._draw_stages()
        if synced.notice:
            self.notify(synced.notice, markup=False)

    async def on_unmount(self) -> None:
        """Follow the file no more."""
        await in_thread(self._watch.close)

    def focus_pane(self, name: str) -> None:
        """Give the keys to `lesson`, `editor` or `result`."""
        if name == "lesson":
            self.lesson.focus_text()
        elif name == "editor":
            self.file_pane.focus_text()
        else:
            self.result.focus_text()

    # ---- the learner's files

    @property
    def file(self) -> str:
        """Return which file is shown: `editor` or `ignore`."""
        return IGNORE if self.has_class("-ignore") else DOCKERFILE

    @property
    def file_pane(self) -> EditorPane | ReadingPane | IgnorePane:
        """Return the pane of the file that is shown."""
        return self.ignore if self.ignore is not None and self.file == IGNORE else self.editor

    def show_file(self, name: str) -> None:
        """Show one of the two files, and give it the keys."""
        if self.ignore is not None:
            self.set_class(name == IGNORE, "-ignore")
            self.call_after_refresh(self.file_pane.focus_text)

    @on(TabChosen)
    def _file_chosen(self, event: TabChosen) -> None:
        if event.name in dict(FILES):
            event.stop()
            self.show_file(event.name)
            self.post_message(FileShown(event.name))

    def ignore_text(self) -> str | None:
        """Return the learner's ignore file as it is in the editor; None in a lab without one."""
        return self.ignore.current if self.ignore is not None else None

    @property
    def _texts(self) -> tuple[str, str | None]:
        return self.editor.current, self.ignore_text()

    @on(IgnorePane.Changed)
    def _ignore_changed(self) -> None:
        self._follow_typing()

    @work(group="sync")
    async def _sync(self) -> None:
        await self.sync_all()

    async def sync_all(self) -> str:
        """Bring both files and their editors together; return why that failed, empty if it did not."""
        trouble = await self.autosave.sync()
        if self.ignore is not None:
            trouble = await self.ignore.autosave.sync() or trouble
        return trouble

    def rescue(self) -> None:
        """Save at once, on the caller's time: the program is about to end."""
        self.autosave.sync_now()
        if self.ignore is not None:
            self.ignore.autosave.sync_now()

    def _file_seen(self) -> None:
        """Pass on what the watch saw, from its thread."""
        with suppress(RuntimeError):  # the app has ended: nobody reads this any more
            self.post_message(FileSeen())

    @on(FileSeen)
    def _follow_file(self) -> None:
        self._sync()

    @work(group="sync")
    async def save(self) -> None:
        """Save now; that is also a build if the learner wants one at each save."""
        if not await self.sync_all():
            self._after_save()

    @on(SavedOutside)
    def _after_save(self) -> None:
        if self.builds_on_save and not self._leaving:
            self.rebuild()

    def set_builds_on_save(self, on: bool) -> None:
        """Build at each save from now on, or no more; remembered for the next time."""
        self.builds_on_save = on
        self._remember_builds_on_save(on)

    @work(group="setting", exclusive=True)
    async def _remember_builds_on_save(self, on: bool) -> None:
        try:
            await in_thread(lambda: self._services.store.set_setting(BUILD_ON_SAVE, "on" if on else "off"))
        except TutorError as error:
            self.notify(str(error), severity="warning", markup=False)

    @on(Edited)
    def _edited(self) -> None:
        self.autosave.touched()
        self._follow_typing()

    def _follow_typing(self) -> None:
        self._compare()
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_SECONDS, self._paused)

    def _paused(self) -> None:
        """Follow the text: nothing was typed for a moment."""
        self.typed(self.editor.current)
        self._draw_stages()

    def _draw_stages(self) -> None:
        self.lesson.stages.show_file(self.editor.current, self.editor.line)

    @on(EditorLeft)
    def _left_editor(self) -> None:
        self._sync()

    @on(SaveState)
    def _saved(self, event: SaveState) -> None:
        self.editor.set_saved(event.label)
        self.editor.set_readable(self.autosave.readable, event.trouble)
        if event.trouble:
            self.notify(event.trouble, title="Your Dockerfile", severity="warning", markup=False)

    @on(TakenOver)
    def _taken_over(self, event: TakenOver) -> None:
        self.notify(event.notice, title="Your Dockerfile", markup=False, timeout=8)

    async def put(self, text: str, what: str, ignore: str | None = None) -> None:
        """Put other texts in place of the learner's own, which are kept; `what` says what is there now.

        The ignore file stays if `ignore` is None, or just what it holds.
        """
        await self._put(self.autosave, text, what, "Your Dockerfile")
        pane = self.ignore
        if pane is None or ignore is None:
            return
        if ignore != pane.current or not pane.autosave.readable:
            await self._put(pane.autosave, ignore, "So is its ignore file.", "Your ignore file")

    async def _put(self, autosave: Autosave, text: str, what: str, title: str) -> None:
        try:
            told = await autosave.put(text, what)
            self.notify(told, title=title, markup=False, timeout=8)
        except TutorError as error:
            self.notify(str(error), title=title, severity="warning", markup=False)

    async def close_down(self) -> None:
        """Stop a running build and save; whoever takes the desk away awaits this first."""
        self._leaving = True
        if self.runner.running:
            self.notify("Stopping the build first.", markup=False)
            await self.runner.stopped(STOP_SECONDS)
        await self.sync_all()

    # ---- the keys

    def give_back_keys(self) -> None:
        """Give the keys back to the editor; in a narrow terminal, where it is hidden, to the pane that is shown."""
        if self.file_pane.region.width:
            self.file_pane.focus_text()
        elif self.result.region.width:
            self.result.focus_text()
        else:
            self.lesson.focus_text()

    # ---- the images

    @work(group="compare", exclusive=True)
    async def compare_images(self) -> None:
        """Find out what the two images differ in, if that is not known yet; posts `ImagesSeen`."""
        pair = self.seen.pair
        if pair is None:
            return
        services = self._services
        found = await in_thread(lambda: difference_of(pair, services.difference, services.crash_log))
        self.seen.compared(pair, found)
        self.post_message(ImagesSeen())

    def read_file(self, which: str, path: str) -> bytes:
        """Return the content of a file of `yours` or `traditional`; may take long, raises `TutorError`."""
        view = self.seen.view
        image = view.before if which == "traditional" else view.after
        return self._services.content(image.image_id if image else "", path)

    # ---- the attempt

    def build(self) -> None:
        """Build and check the text as it is now."""
        self.runner.claim()
        self._attempt()

    def rebuild(self) -> None:
        """Build and check the text as it is now; a build of an older text is stopped first."""
        if not self.runner.running:
            self.build()
        elif self.runner.cancelling or self._built != self._texts:
            self.runner.restart()
            self.result.cancelling()

    @work(group="attempt")
    async def _attempt(self) -> None:
        await self.runner.run(self._prepare)

    async def _prepare(self) -> Start:
        """Save, then return an attempt on the file's bytes; on the editor's text if the disk refuses it."""
        trouble = await self.autosave.sync()
        ignore = await self._unsaved_ignore()
        self._built = self._texts
        text = self.editor.current
        self.attempt_on(text)
        if trouble and self.autosave.readable:
            data = text.encode("utf-8", "replace")
        else:
            data = await in_thread(self._opened.keeper.data)
        return self._services.attempt_on(self._lab, data, ignore)

    async def _unsaved_ignore(self) -> str | None:
        """Save the ignore file; return its text if the disk refuses it, else None: what is on disk counts."""
        pane = self.ignore
        if pane is None or not await pane.autosave.sync() or not pane.autosave.readable:
            return None
        return pane.current

    def cancel(self) -> None:
        """Stop the build."""
        self.runner.cancel()
        self.result.cancelling()

    @on(AttemptBegun)
    def _begun(self) -> None:
        self.result.begin()
        self.editor.unmark()
        self.attempt_begun()

    @on(AttemptBatch)
    def _happened(self, event: AttemptBatch) -> None:
        self.result.feed(event.events)
        self.attempt_feed(event.events)
        if self.seen.feed(event.events):
            self._show_sizes(event.events)
            self.post_message(ImagesSeen())
        for known in (e for e in event.events if isinstance(e, SizesKnown)):
            self._show_read(known.sizes)
        for finished in (e for e in event.events if isinstance(e, Finished)):
            self.attempt_ended(finished.verdict)
            self.post_message(Judged())
        if self._built is not None and self.editor.current == self._built[0]:
            self.editor.show_fates(self.result.fates)
        problem = first_failure(event.events)
        if problem is not None and self._texts == self._built:
            self.editor.mark(problem)

    def _show_sizes(self, events: Sequence[AttemptEvent]) -> None:
        """Put what the build has measured into the picture of the stages."""
        for event in events:
            layers = layers_seen(event)
            if layers and self._built is not None:
                self.measured = measured(self._built[0], layers)
                self.lesson.stages.show_sizes(self.measured)

    @on(AttemptEnded)
    async def _ended(self, event: AttemptEnded) -> None:
        verdict = event.verdict
        passed = verdict is not None and verdict.status == "passed"
        tries = next_tries(self._lab, self.lesson.step, await self.standing.following()) if passed else ()
        self.result.end(event.trouble, tries)
        if self.seen.end():
            self.post_message(ImagesSeen())
        if passed:
            self.lesson.hide_hint()
        self.attempt_ended(verdict)
        if verdict is not None:
            self._mark(verdict)
            self._show_read(verdict.sizes)
            self._hold_back()
            if verdict.notice:
                self.notify(verdict.notice, severity="warning", markup=False)
        self._compare()

    def _show_read(self, sizes: Sizes) -> None:
        """Show what each line has added, and after the pass what is right, in a lab that is read."""
        if isinstance(self.editor, ReadingPane):
            self.editor.show_sizes(sizes.lines)
            self.editor.show_key(self.standing.sees_solution)

    def _hold_back(self) -> None:
        """Keep the editor and the picture of the stages quiet until the first verdict, if the lab asks to predict that."""
        predicts = any(q.until_verdict for q in self._lab.questions)
        held = predicts and self.standing.verdict is None
        self.lesson.stages.hold_back(held)
        if isinstance(self.editor, EditorPane):
            self.editor.keep_quiet(held)

    def _compare(self) -> None:
        """Say so if what the result tells is about an older text."""
        if self._built is not None and not self.runner.running:
            self.result.set_stale(self._texts != self._built)

    def _mark(self, verdict: Verdict) -> None:
        found = verdict.diagnosis
        if found and found.line and self._texts == self._built:
            self.editor.mark(Problem(found.id, found.see, Span(found.line, 0, found.line + 1, 0)))

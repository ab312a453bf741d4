"""An open lab: its panes, its file, its hints and the attempt that runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from textual.message_pump import MessagePump

from tutor.model.course import Lab
from tutor.model.dockerfile import Problem, Span
from tutor.model.outcome import Verdict
from tutor.store import Store
from tutor.tui.attempt_runner import AttemptRunner, Start
from tutor.tui.autosave import Autosave, Pace
from tutor.tui.debrief import next_tries
from tutor.tui.hints import Hint, HintLadder
from tutor.tui.keeper import Keeper, Synced
from tutor.tui.threads import in_thread
from tutor.tui.widgets.editor_pane import EditorPane
from tutor.tui.widgets.lesson import LessonPane
from tutor.tui.widgets.result_pane import ResultPane
from tutor.workspace import Workspace


@dataclass(frozen=True)
class Opened:
    """What was read from disk for a lab."""

    keeper: Keeper
    synced: Synced
    step: int
    dockerfile: Path


def open_files(lab: Lab, workspaces: Path, store: Store) -> Opened:
    """Read the learner's file and place in the lesson; blocks, so call it beside the screen."""
    workspace = Workspace.open(workspaces, lab)
    keeper = Keeper(workspace)
    return Opened(keeper, keeper.load(), store.progress(lab.id).step, workspace.dockerfile)


class Desk:
    """Holds the three panes and moves text and events between them; the screen routes to it."""

    def __init__(
        self, owner: MessagePump, lab: Lab, opened: Opened, sync: Callable[[], object], crash_log: Path
    ) -> None:
        self.lesson = LessonPane(lab, opened.step)
        self.editor = EditorPane()
        self.result = ResultPane([(c.id, c.title) for c in lab.checks])
        self.runner = AttemptRunner(owner, crash_log)
        self.dockerfile = opened.dockerfile
        self._owner, self._lab, self._opened, self._sync = owner, lab, opened, sync
        self._hints = HintLadder(lab.checks)
        self._built_text = ""
        self.autosave: Autosave | None = None

    def fill(self) -> str:
        """Show the file, once the panes are mounted; return what the learner should be told."""
        synced = self._opened.synced
        self.editor.load(synced.text, synced.readable, synced.trouble)
        self.autosave = Autosave(self._owner, self._opened.keeper, self.editor.editor, self._sync, Pace())
        self.autosave.loaded(synced)
        return synced.notice

    async def build(self, start: Callable[[bytes], Start]) -> None:
        """Save, then run an attempt on the file's bytes; on the editor's text if the disk refuses it."""
        self._built_text = self.editor.editor.current
        trouble = await self.autosave.sync() if self.autosave else ""
        self._built_text = self.editor.editor.current
        if trouble and self.autosave and self.autosave.readable:
            data = self._built_text.encode("utf-8", "replace")
        else:
            data = await in_thread(self._opened.keeper.data)
        await self.runner.run(start(data))

    def ended(self, verdict: Verdict | None, trouble: str, following: Lab | None) -> None:
        """Show the end of an attempt: verdict, marked line, what to try next."""
        tries: tuple[str, ...] = ()
        if verdict is not None and verdict.status == "passed":
            tries = next_tries(self._lab, self.lesson.step, following)
            self.lesson.hide_hint()
        self.result.end(trouble, tries)
        if verdict is None:
            return
        self._hints.judged(verdict.outcomes, verdict.dockerfile_digest)
        found = verdict.diagnosis
        if found and found.line and self.editor.editor.current == self._built_text:
            span = Span(found.line, 0, found.line + 1, 0)
            self.editor.mark(Problem(found.id, found.see, span))

    def hint(self) -> Hint | str:
        """Return the next hint, or why there is none."""
        return self._hints.next()

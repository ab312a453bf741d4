"""A learner at the keyboard of the app, on a real engine: what a person does in a lab, in words of its own."""

import time
from dataclasses import dataclass, field

from tests.tui.harness import editor, shown, until
from tutor.dockerfile.answer_lines import answered_lines
from tutor.model.course import Lab
from tutor.model.question import CHOICE, LINES, NUMBER
from tutor.model.reading import WORDS

BUILD_SECONDS = 900.0
"""How long a build may take on a busy machine."""


@dataclass
class Learner:
    """Works in the open lab."""

    app: object
    pilot: object
    lab: Lab
    predicted: list[str] = field(default_factory=list)
    """Ids of the questions that were answered."""
    skipped: list[str] = field(default_factory=list)

    @property
    def desk(self):
        return self.app.screen.desk

    @property
    def verdict(self):
        return self.desk.standing.verdict

    async def press(self, *keys):
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, condition, seconds=30.0):
        await until(self.pilot, condition, seconds)

    async def reads_all_pages(self):
        """Turn to the last page and back to the first."""
        for _ in self.lab.steps[1:]:
            await self.press("ctrl+n")
        for _ in self.lab.steps[1:]:
            await self.press("ctrl+p")

    async def writes(self, text, ignore=None):
        """Put a whole Dockerfile in place of the text, as by pasting it; of one that is only read, press the keys of its answers.

        `ignore` is the ignore file, in a lab that has one.
        """
        if ignore is not None:
            await self.press("ctrl+l")
            self.desk.ignore.text_area.text = ignore
            await self.press("ctrl+l")
        if self.lab.reading is None:
            editor(self.app).text = text
            await self.until(lambda: self.desk._text == text)
            return
        words = [line.word for line in answered_lines(text)]
        self.desk.editor.focus_text()
        await self.press("home")
        for word in words:
            await self.press(str([*WORDS].index(word) + 1) if word else "0", "down")
        await self.until(lambda: [line.word for line in answered_lines(self.desk._text)] == words)

    async def builds(self):
        """Build, predict while it builds what is asked, and wait for the verdict."""
        before = self.verdict
        await self.press("ctrl+b")
        await self.until(lambda: self.desk.runner.running or self.verdict is not before)
        deadline = time.monotonic() + BUILD_SECONDS
        while self.desk.runner.running:
            assert time.monotonic() < deadline, screen(self.app)
            await self.pilot.pause(0.25)  # each look costs the builds some of the processor
            await self.predicts()
        await self.until(lambda: self.verdict is not before)
        while await self.predicts():
            pass
        return self.verdict

    async def predicts(self):
        """Answer the question that is asked, or pass over every second one; return whether there was one."""
        panel = next((p for p in self.app.screen.query("QuestionPanel") if p.is_asking), None)
        if panel is None:
            return False
        question = panel.question
        await self.press("f7")
        await self.until(lambda: panel.has_focus_within or panel.question is not question)
        if panel.question is not question:
            return True
        if len(self.predicted) > len(self.skipped):
            await self.press("escape")
            self.skipped.append(question.id)
        else:
            await self.press(*self._answer(question))
            self.predicted.append(question.id)
        await self.until(lambda: not (panel.is_asking and panel.question is question))
        return True

    async def asks_for_a_hint(self):
        """Ask, and return what the hint says."""
        await self.press("f3")
        return str(self.app.screen.query_one("#hint").content)

    async def starts_over(self):
        """Put the start file back, after the question whether that is meant."""
        await self.press("ctrl+r")
        await self.until(lambda: self.app.screen.query("#dialog"))
        await self.press("y")
        await self.until(lambda: self.desk._text == self.lab.start)
        await self.until(lambda: self.desk.ignore_text() == self.lab.ignore)

    @staticmethod
    def _answer(question):
        return {
            NUMBER: [*"abc", *["backspace"] * 3, *"123", "enter"],
            CHOICE: ["1"],
            LINES: ["space", "enter"],
        }.get(question.kind, [*"because", "enter"])


def screen(app):
    """Return what is on the screen as one line, so that words are found across its rows."""
    return " ".join(shown(app).split())

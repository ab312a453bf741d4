"""A page of a lesson in Markdown, with callouts: fences that hold words for the learner in place of code."""

from __future__ import annotations

import re

from markdown_it.token import Token
from textual.content import Content
from textual.widgets import Markdown
from textual.widgets._markdown import MarkdownBlock, MarkdownFence

from tutor.model.lesson_page import CALLOUTS, LANGUAGES, callout_of
from tutor.tui.wrap import with_code

_OWN_LINE = re.compile(r"\s|[-*+] |[0-9]{1,2}[.)] ")
"""What a line begins with that does not go on with the line above."""


class LessonFence(MarkdownFence):
    """Code in its colours, or a callout; neither is read as markup."""

    def __init__(self, markdown: Markdown, token: Token, code: str) -> None:
        super().__init__(markdown, token, code)
        self.set_class(bool(callout_of(token.info)), "-callout")

    @classmethod
    def highlight(cls, code: str, language: str, ansi: bool = False, dark: bool = False) -> Content:
        """Return what is shown; an unknown language is plain text."""
        word = next(iter(language.split()), "").lower()
        if callout := callout_of(word):
            return _callout(callout, code)
        return super().highlight(code, word if word in LANGUAGES else "text", ansi, dark)


class LessonText(Markdown):
    """The page."""

    def get_block_class(self, block_name: str) -> type[MarkdownBlock]:
        """Return the widget of a kind of block."""
        return LessonFence if block_name == "fence" else super().get_block_class(block_name)


def _callout(name: str, text: str) -> Content:
    heading = CALLOUTS[name][0]
    if name == "run":  # a command is shown as it is typed
        return Content.assemble((heading, "bold $primary"), "\n", (text, "$secondary"))
    return Content.assemble((heading, "bold $primary"), "\n", with_code(Content(flowing(text))))


def flowing(text: str) -> str:
    """Return a text whose paragraphs are one line each; lists and what is indented keep their lines."""
    out: list[str] = []
    for line in text.split("\n"):
        goes_on = out and out[-1].strip() and line.strip() and not _OWN_LINE.match(line)
        if goes_on:
            out[-1] = f"{out[-1].rstrip()} {line.strip()}"
        else:
            out.append(line.rstrip())
    return "\n".join(out)

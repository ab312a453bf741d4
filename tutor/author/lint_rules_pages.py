"""Rules about the pages of a lesson: only what the app can show."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from tutor.author.lint_finding import LintFinding
from tutor.author.lint_view import LintView, Rule
from tutor.content.problems import did_you_mean
from tutor.model.course import Step
from tutor.model.lesson_page import CALLOUTS, LANGUAGES, callout_of
from tutor.safe_text import clean

if TYPE_CHECKING:
    from markdown_it.token import Token

WIDEST_TABLE = 40
"""Characters of a row; a wider one does not fit beside the editor in a terminal of 120 columns."""
LONGEST_PAGE = 120
"""Lines; more take a second to lay out, and nobody reads them at once."""


def hidden_characters(view: LintView) -> Iterator[LintFinding]:
    """Escape codes and the like, which are taken out before a page is shown."""
    for step, file in _pages(view):
        for number, line in enumerate(step.markdown.split("\n"), 1):
            if clean(line, len(line) + 1) != line.rstrip("\r"):
                fix = "Take them out."
                yield view.error_in(
                    "hidden-characters", file, number, "This line holds control characters.", fix
                )


def long_page(view: LintView) -> Iterator[LintFinding]:
    """A page that is a chapter."""
    for step, file in _pages(view):
        lines = step.markdown.count("\n")
        if lines > LONGEST_PAGE:
            said = f"This page has {lines} lines, more than {LONGEST_PAGE}."
            yield view.warning_in("long-page", file, LONGEST_PAGE, said, "Make two steps of it.")


def no_html(view: LintView) -> Iterator[LintFinding]:
    """HTML, which no terminal shows."""
    for file, line, token in _tokens(view):
        if token.type in ("html_block", "html_inline"):
            said = f"HTML is not shown: `{token.content.strip()[:40]}`."
            yield view.error_in("html", file, line, said, "Write it in Markdown, or put code in backticks.")


def no_images(view: LintView) -> Iterator[LintFinding]:
    """Pictures, of which a terminal shows the words at most."""
    for file, line, token in _tokens(view):
        if token.type == "image":
            yield view.error_in(
                "image", file, line, "Pictures are not shown.", "Say it in words, or draw with text."
            )


def wide_tables(view: LintView) -> Iterator[LintFinding]:
    """Tables that do not fit beside the editor."""
    for step, file in _pages(view):
        lines = step.markdown.split("\n")
        for token in _parsed(step.markdown):
            if token.type == "table_open" and token.map:
                first, end = token.map
                width = max(len(" | ".join(_cells(line))) for line in lines[first:end])
                if width > WIDEST_TABLE:
                    said = f"This table is {width} characters wide; beside the editor there is room for {WIDEST_TABLE}."
                    yield view.error_in("wide-table", file, first + 1, said, "Make a list of it.")


def unknown_fences(view: LintView) -> Iterator[LintFinding]:
    """A fence whose first word means nothing."""
    for file, line, token in _tokens(view):
        word = next(iter(token.info.split()), "").lower()
        if token.type != "fence" or not word:
            continue
        if callout_of(word) and not token.content.strip():
            yield view.error_in(
                "empty-fence", file, line, f"This `{word}` is empty.", "Write something, or take it out."
            )
        elif not callout_of(word) and word not in LANGUAGES:
            meant = did_you_mean(word, (*CALLOUTS, *LANGUAGES))
            fix = (
                meant.strip() if "Did you" in meant else f"Use {', '.join(CALLOUTS)}, a language, or no word."
            )
            yield view.error_in("unknown-fence", file, line, f"`{word}` is no fence that the app knows.", fix)


def _pages(view: LintView) -> Iterator[tuple[Step, str]]:
    """Yield each page with its file."""
    for step in view.lab.steps:
        if name := view.written.text("steps", step.id, "file"):
            yield step, view.written.beside(name)


def _tokens(view: LintView) -> Iterator[tuple[str, int, Token]]:
    """Yield (file, line, token) of all pages, those within lines of text included."""
    for step, file in _pages(view):
        for token in _parsed(step.markdown):
            line = token.map[0] + 1 if token.map else 1
            yield file, line, token
            below = 0
            for child in token.children or ():
                below += child.type in ("softbreak", "hardbreak")
                yield file, line + below, child


@cache
def _parsed(markdown: str) -> tuple[Token, ...]:
    """Return a page as the app's own parser reads it."""
    from markdown_it import MarkdownIt

    return tuple(MarkdownIt("gfm-like").parse(markdown))


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


RULES: tuple[Rule, ...] = (hidden_characters, long_page, no_html, no_images, wide_tables, unknown_fences)

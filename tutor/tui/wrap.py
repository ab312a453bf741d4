"""Wrap text in a hanging indent, as content that is never read as markup."""

from __future__ import annotations

import re
import textwrap

from textual.content import Content

from tutor.safe_text import clean

_CODE = re.compile(r"`[^`\n]+`")


def hang(text: str, width: int, first: str = "", rest: str | None = None) -> str:
    """Return `text` wrapped to `width`, with `first` before line one and `rest` (or blanks) before the others."""
    indent = " " * len(first) if rest is None else rest
    lines: list[str] = []
    for paragraph in clean(text).split("\n"):
        before = indent if lines else first
        lines += textwrap.wrap(
            paragraph, max(width, len(indent) + 12), initial_indent=before, subsequent_indent=indent
        ) or [before.rstrip()]
    return "\n".join(lines)


def labelled(label: str, text: str, width: int, style: str = "", label_style: str = "$dim") -> Content:
    """Return `label` in its own style, then `text` hanging behind it, with code set off."""
    wrapped = hang(text, width, first=label)
    return Content.assemble((label, label_style), with_code(Content.styled(wrapped[len(label) :], style)))


def with_code(content: Content) -> Content:
    """Return the content with what stands between backticks in the colour of code; the backticks stay."""
    return content.highlight_regex(_CODE, style="$secondary")


def join_lines(parts: list[Content]) -> Content:
    """Return the parts one below the other."""
    return Content("\n").join(parts)

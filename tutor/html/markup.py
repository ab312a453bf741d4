"""Pieces of HTML; every text in them is escaped here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from tutor.html.file_tree import shown
from tutor.model.xray import Category

_NUMBERS = {category: number for number, category in enumerate(Category)}


def text(value: str) -> str:
    """Return untrusted text as HTML that shows it, one harmless line."""
    return escape(shown(value))


def bar(part: int, whole: int, category: Category | None = None) -> str:
    """Return a bar of `part` in `whole` in the colour of a category; its number stands beside it as text."""
    share = 100 * min(max(part / whole, 0), 1) if whole else 0
    colour = "" if category is None else f" c{_NUMBERS[category]}"
    return (
        f'<svg class="bar{colour}" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{max(share, 0.4 if part else 0):.2f}" height="1"/></svg>'
    )


def tag(category: Category) -> str:
    """Return the name of a category beside a swatch of its colour."""
    return f'<span class="tag"><i class="swatch c{_NUMBERS[category]}"></i>{category.value}</span>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: int, kind: str = "") -> str:
    """Return a table of cells that are HTML; the first `numbers` columns are numbers."""
    names = list(head)
    th = "".join(f'<th scope="col"{_number(n < numbers)}>{name}</th>' for n, name in enumerate(names))
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{names[n]}"{_number(n < numbers)}>{cell}</td>' for n, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return f'<table class="{kind}"><thead><tr>{th}</tr></thead><tbody>{body}</tbody></table>'


def section(title: str, *parts: str) -> str:
    """Return a section under a heading."""
    return f"<section><h2>{title}</h2>{''.join(parts)}</section>"


def files_of(count: int) -> str:
    """Return a number of files in words."""
    return "1 file" if count == 1 else f"{count:,} files"


def figure(label: str, value: str, note: str = "") -> str:
    """Return one number of the head with what it is."""
    more = f'<dd class="note">{note}</dd>' if note else ""
    return f"<div><dt>{label}</dt><dd>{value}</dd>{more}</div>"


def _number(yes: bool) -> str:
    return ' class="number"' if yes else ""

"""Sizes and categories as options of a command; what is none ends with exit code 2 and the right way to write it."""

from __future__ import annotations

import difflib

import click

from tutor.model.xray import Category
from tutor.report.amount import Amount, parse_amount
from tutor.report.rules import slug
from tutor.safe_text import clean_line


def size(_: click.Context, __: click.Parameter, value: str | None) -> Amount | None:
    """Return the size that an option's text says."""
    return _amount(value, percent=False)


def size_or_percent(_: click.Context, __: click.Parameter, value: str | None) -> Amount | None:
    """Return the size or the percentage that an option's text says."""
    return _amount(value, percent=True)


def categories(_: click.Context, __: click.Parameter, value: str | None) -> tuple[Category, ...]:
    """Return the categories that an option's text names, separated by commas, each once."""
    if value is None:
        return ()
    known = {slug(category): category for category in Category}
    names = [name.strip().lower().replace(" ", "-") for name in value.split(",")]
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            hint = f"Did you mean `{close[0]}`?" if close else f"There are: {', '.join(known)}."
            raise click.BadParameter(f"There is no category called `{clean_line(name, 60)}`. {hint}")
    return tuple(dict.fromkeys(known[name] for name in names))


def _amount(value: str | None, *, percent: bool) -> Amount | None:
    if value is None:
        return None
    found = parse_amount(value)
    if found is None or (found.size is None and not percent):
        also = ", or a percentage as in `5%`" if percent else ""
        shown = clean_line(value, 60)
        raise click.BadParameter(f"`{shown}` is no size. Write it as in `150MB`, `150 MiB` or `1.2GB`{also}.")
    return found

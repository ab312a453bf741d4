"""The whole report as one file: it opens offline, asks for nothing, and runs no script but ours."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from string import Template

from tutor import __version__
from tutor.html import sections
from tutor.html.map_data import difference_data, xray_data
from tutor.html.markup import figure, files_of, section, text
from tutor.model.xray import DROPPABLE, Difference, Fate, XRay
from tutor.report.engine_size import engine_words
from tutor.report.fates import FateSum, added, droppable, dropped, fate_sums
from tutor.report.shares import shares
from tutor.safe_text import megabytes

_SCRIPTS = ("squarify.js", "model.js", "map.js", "table.js", "page.js")
_MINUS = "\N{MINUS SIGN}"
_ENGINE = "It counts what it stores, the tutor the files of all layers."


def xray_page(xray: XRay, top: int = 20) -> str:
    """Return the report on one image."""
    waste = xray.waste.deleted + xray.waste.overwritten + xray.waste.duplicated
    figures = (
        figure("Image size", megabytes(xray.size), "files of all layers")
        + figure("Added", megabytes(xray.added_size), "to the base image")
        + figure("Waste", megabytes(waste), "ships for nothing")
        + figure("Files", f"{len(xray.items):,}", f"in {len(xray.origins)} layers")
        + _engine_figure(xray)
    )
    below = (
        sections.share_section("The largest parts", shares(xray), top)
        + sections.waste_section(xray, top)
        + sections.layer_section(xray)
    )
    title = text(xray.name)
    return _page(title, f"<h1>{title}</h1>", figures, sections.category_section(xray), xray_data(xray), below)


def difference_page(difference: Difference, top: int = 20) -> str:
    """Return the report on two images."""
    before, after = difference.before, difference.after
    title = f"{text(before.name)} → {text(after.name)}"
    heading = f'<h1>{text(before.name)} <span class="arrow">→</span> {text(after.name)}</h1>'
    left = f"What the second image ships and does not need to run: {', '.join(c.value for c in DROPPABLE)}."
    below = (
        _fates(difference)
        + sections.share_section("Dropped", dropped(difference), top)
        + sections.share_section("Added", added(difference), top)
        + sections.share_section("Still there, and could go", droppable(difference), top, left)
        + sections.waste_section(after, top)
        + sections.layer_section(before, "Layers before, from the bottom")
        + sections.layer_section(after, "Layers after, from the bottom")
    )
    pairs = sections.pair_section(before, after)
    return _page(title, heading, _totals(difference), pairs, difference_data(difference), below)


def _engine_figure(xray: XRay) -> str:
    words = engine_words(xray)
    return figure("The engine says", megabytes(xray.engine_size), _ENGINE) if words else ""


def _totals(difference: Difference) -> str:
    before, after = difference.before, difference.after
    share = f"{100 * (after.size / before.size - 1):+.0f} %".replace("-", _MINUS) if before.size else ""
    moved = megabytes(abs(after.size - before.size))
    sign = _MINUS if after.size < before.size else "+"
    return (
        figure("Before", megabytes(before.size), files_of(len(before.items)))
        + figure("After", megabytes(after.size), files_of(len(after.items)))
        + figure("Difference", share or f"{sign}{moved}", f"{sign}{moved}")
    )


def _fates(difference: Difference) -> str:
    cells = "".join(
        figure(row.fate.value.capitalize(), _fate_size(row), files_of(row.files))
        for row in fate_sums(difference)
    )
    return section("What became of the files", f'<dl class="figures">{cells}</dl>')


def _fate_size(row: FateSum) -> str:
    if row.fate is Fate.CHANGED and row.files:
        return f"{megabytes(row.before)} → {megabytes(row.after)}"
    return megabytes(row.before or row.after)


def _page(title: str, heading: str, figures: str, categories: str, data: str, below: str) -> str:
    style = _read("page.css")
    script = "(() => {\n'use strict';\n" + "\n".join(_read(name) for name in _SCRIPTS) + "\n})();"
    return Template(_read("page.html")).substitute(
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'",
        title=title,
        heading=heading,
        figures=figures,
        categories=categories,
        below=below,
        version=__version__,
        style=style,
        script=script,
        data=data,
    )


def _hash(content: str) -> str:
    """Return the source expression that allows exactly this inline content."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _read(name: str) -> str:
    return files("tutor.html").joinpath(name).read_text(encoding="utf-8")

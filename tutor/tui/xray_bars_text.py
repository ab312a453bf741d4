"""What both images are made of, by category and on one scale, with the totals above."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from tutor.model.xray import Category, XRay
from tutor.safe_text import clean_line, megabytes, saving, signed_megabytes
from tutor.tui.build_cells import fit, pad
from tutor.tui.size_bar import size_bar
from tutor.tui.wrap import join_lines
from tutor.tui.xray_leaves import TAGS
from tutor.tui.xray_view import XRayView

STYLES = {
    "base": "$dim",
    "runtime": "$code-image",
    "dev": "$warning",
    "tool": "$code-variable",
    "cache": "$code-number",
    "source": "$code-stage",
    "output": "$code-string",
}
"""The colour of each tag, in the bars and in the list; what is not here has that of text."""
_NUMBER, _CHANGE = 7, 9
_WIDEST = 40
"""Cells of the longest bar."""


@dataclass(frozen=True)
class _Form:
    """The cells of each part of a line."""

    name: int
    bar: int
    largest: int


def bars_text(view: XRayView, width: int, lines: int) -> Content:
    """Return the totals and a line for each category, in at most `lines` lines; empty if no image is known."""
    images = [image for image in (view.before, view.after) if image is not None]
    if not images:
        return Content("")
    kept = _shown([c for c in Category if any(i.by_category[c] for i in images)], images, lines - 1)
    form = _form(images, width)
    return join_lines([_totals(images, view, form), *(_line(c, images, form) for c in kept)])


def _shown(categories: list[Category], images: list[XRay], lines: int) -> list[Category]:
    """Return the categories with most bytes, as many as have room, in their own order."""
    largest = sorted(categories, key=lambda c: -max(i.by_category[c] for i in images))[: max(lines, 1)]
    return [c for c in categories if c in largest]


def _form(images: list[XRay], width: int) -> _Form:
    name = 21 if width >= 70 else 8
    room = width - name - (_CHANGE if len(images) > 1 else 0)
    bar = min(room // len(images) - _NUMBER - 3, _WIDEST)
    return _Form(name, max(bar, 4), max(max(i.by_category.values()) for i in images))


def _totals(images: list[XRay], view: XRayView, form: _Form) -> Content:
    parts = [Content(" " * form.name)]
    for image in images:
        name = "Traditional" if image is view.before else "Yours"
        room = form.bar + 1 + _NUMBER
        size = megabytes(image.size)
        parts.append(Content.assemble((pad(name, room - len(size)), "bold"), (size, "bold"), "  "))
    if len(images) > 1:
        change = saving(images[0].size, images[1].size)
        parts.append(
            Content.styled(f"{change:>{_CHANGE}}", f"bold {_better(images[1].size - images[0].size)}")
        )
    return Content("").join(parts)


def _line(category: Category, images: list[XRay], form: _Form) -> Content:
    tag = TAGS[category]
    parts = [Content.styled(pad(category.value if form.name > 12 else tag, form.name), "")]
    sizes = [image.by_category[category] for image in images]
    for at, size in enumerate(sizes):
        bar = size_bar(size, form.largest, form.bar)
        gone = size_bar(sizes[0], form.largest, form.bar) if at else ""
        rail = "·" * max(len(gone) - len(bar), 0)
        number = megabytes(size) if size else "-"
        parts += [
            Content.styled(bar, STYLES.get(tag, "$foreground")),
            Content.styled(rail, "$line-number"),
            Content(" " * (form.bar - len(bar) - len(rail)) + f" {number:>{_NUMBER}}  "),
        ]
    if len(sizes) > 1:
        parts.append(_change(sizes[1] - sizes[0]))
    return Content("").join(parts)


def _change(delta: int) -> Content:
    told = signed_megabytes(delta) if delta else "same"
    return Content.styled(f"{told:>{_CHANGE}}", _better(delta))


def _better(delta: int) -> str:
    return "$success" if delta < 0 else "$warning" if delta > 0 else "$dim"


def layers_text(view: XRayView, width: int) -> Content:
    """Return what is known before the files are: the totals, and the layers of the learner's image with their sizes."""
    known = [("Traditional", view.size("traditional")), ("Yours", view.size("yours"))]
    rows = [
        Content.assemble((f"{name:<13}", "bold"), (f"{megabytes(size):>{_NUMBER}}", "bold"))
        for name, size in known
        if size is not None
    ]
    largest = max((size for _, size in view.layers), default=0)
    if view.layers:
        rows += [Content(""), Content.styled("Layers of your image, from the bottom", "$dim")]
    for origin, size in view.layers:
        bar = size_bar(size, largest, 12)
        told = fit(clean_line(origin.text), max(width - 24, 8))
        rows.append(
            Content.assemble(f"{megabytes(size):>{_NUMBER}}  ", (pad(bar, 12), "$primary"), f"  {told}")
        )
    return join_lines(rows)

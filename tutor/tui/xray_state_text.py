"""What the X-ray says where it has no files to show, or only half of them."""

from __future__ import annotations

from textual.content import Content

from tutor.tui.wrap import hang, join_lines, with_code
from tutor.tui.xray_bars_text import layers_text
from tutor.tui.xray_view import XRayView

_NOTHING = (
    "Nothing is built yet.",
    "Build first with ctrl+b. Then you see here, file by file, what your image ships, which line of your Dockerfile "
    "brought it, and what the multi-stage build left behind.",
    "Under “Attempts” (tab) are the sizes of all images that you have built in this lab so far.",
)


def state_text(view: XRayView, width: int) -> Content:
    """Return what there is to say while no image is known file by file."""
    known = layers_text(view, width)
    wrap = min(width, 76)
    if view.reading:
        title = Content.styled(view.note or "Reading the layers of your image.", "bold")
        parts = [title, Content(hang("The files follow in a moment; the totals are known already.", wrap))]
        return join_lines([parts[0], Content(""), known] if known.plain else parts)
    if view.note:
        rest = [Content(""), known] if known.plain else []
        return join_lines([with_code(Content(hang(view.note, wrap, "! "))), *rest])
    parts = [Content.styled(_NOTHING[0], "bold")]
    for text in _NOTHING[1:]:
        parts += [Content(""), Content(hang(text, wrap))]
    return join_lines([*parts, Content(""), known])


def half_told(view: XRayView) -> str:
    """Return one sentence if something is still missing or went wrong beside what is shown; empty if all is there."""
    if view.note:
        return view.note
    if view.after is None and view.before is not None:
        return "This is the traditional image. Build yours with ctrl+b to see what it leaves behind."
    if view.before is None and view.after is not None:
        return "Only your image is known so far; what it leaves behind shows once the traditional one is built, too."
    return "Comparing both images." if view.before is not None and view.difference is None else ""

"""A drawing of stages in the colours of the app; its words and shapes tell the same without them."""

from __future__ import annotations

from textual.content import Content

from tutor.dockerfile.diagram import Line

_STYLES = {
    "ships": "bold $primary",
    "below": "bold $primary",
    "helps": "$dim",
    "unused": "$line-number",
    "name": "bold",
    "root": "$code-image",
    "size": "bold",
    "quiet": "$dim",
    "wrong": "$warning",
}
_LANES = ("$code-stage", "$code-string", "$code-variable", "$code-number", "$code-flag")


def line_content(line: Line) -> Content:
    """Return one line of a drawing."""
    return Content.assemble(*((part.text, _style(part.role)) for part in line))


def _style(role: str) -> str:
    if role.startswith("lane") and role[4:]:
        return _LANES[int(role[4:]) % len(_LANES)]
    return _STYLES.get(role, "")

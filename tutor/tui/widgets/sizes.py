"""The sizes line: traditional against yours against the target."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tutor.model.outcome import Sizes
from tutor.safe_text import megabytes


def saving(traditional: int | None, yours: int | None) -> str:
    """Return the change as people write it, as in `-45 %`; empty if a size is not known."""
    if not traditional or yours is None:
        return ""
    percent = round(100 * (yours - traditional) / traditional)
    return f"{percent:+d} %" if percent else "±0 %"


def sizes_line(sizes: Sizes) -> Content:
    """Return the line; empty if nothing was measured."""
    if sizes.traditional is None and sizes.yours is None:
        return Content("")
    parts: list[tuple[str, str]] = [
        ("traditional ", "$dim"),
        (megabytes(sizes.traditional), "bold"),
        (" → yours ", "$dim"),
        (megabytes(sizes.yours), "bold"),
    ]
    if sizes.target is not None:
        parts.append((f" (target {megabytes(sizes.target)})", "$dim"))
    parts.append(("  " + saving(sizes.traditional, sizes.yours), "bold"))
    parts.append(_against_target(sizes))
    return Content.assemble(*parts)


def _against_target(sizes: Sizes) -> tuple[str, str]:
    if sizes.target is None or sizes.yours is None:
        return ("", "")
    if sizes.yours <= sizes.target:
        return ("  ✓ within target", "$success")
    return (f"  ✗ {megabytes(sizes.yours - sizes.target)} over target", "$error")


class SizesLine(Static):
    """Shows the sizes; takes no room while nothing is known."""

    def show(self, sizes: Sizes) -> None:
        """Show these sizes."""
        line = sizes_line(sizes)
        self.update(line)
        self.set_class(bool(line.plain), "-known")

"""The footer: the keys that matter most, and more of them where there is room."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

CLASSES = {
    "solution": "-roomy",
    "dispute": "-roomy",
    "next_view": "-spare",
    "stages": "-wide",
    "turn_file": "-edge",
}
"""Actions whose keys are not shown everywhere: in large terminals only; in narrow ones only, because elsewhere the tabs of
the result are in sight; not in narrow ones, where all panes are tabs; not between narrow and large, where both files are tabs and
there is no room. The help lists all."""


class KeyFooter(Footer):
    """Marks the keys that only a wide terminal has room for."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)

    def compose(self) -> ComposeResult:
        """Lay out the keys."""
        for part in super().compose():
            if isinstance(part, FooterKey) and part.action in CLASSES:
                part.add_class(CLASSES[part.action])
            yield part

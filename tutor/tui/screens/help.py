"""The help: the keys, and the ways to work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tutor.tui.keys import APP_KEYS, COURSE_KEYS, LAB_KEYS
from tutor.tui.wrap import with_code

_SIGNS = (
    "✓ passed   ✗ failed   \u2013 skipped, an earlier check did not pass   ! could not run, not your fault"
)


class HelpScreen(ModalScreen[None]):
    """Shows every key with its sentence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,question_mark,q", "close", "Close"),
    ]

    def __init__(self, dockerfile: Path | None = None) -> None:
        super().__init__()
        self._dockerfile = dockerfile

    def compose(self) -> ComposeResult:
        """Lay out the keys and the ways."""
        with Vertical(id="help", classes="dialog"):
            yield Static(Content.assemble(("Help", "bold"), ("   esc closes", "$dim")))
            with VerticalScroll(id="help-scroll"):
                yield Static(self._text(), id="help-text", markup=False)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()

    def _text(self) -> Content:
        parts = [
            *_section("In a lab", LAB_KEYS),
            Content("  tab          Go to the next pane; the arrows scroll it."),
            *_section("In the course", COURSE_KEYS),
            *_section("Everywhere", APP_KEYS),
            Content.styled("\nSigns", "bold"),
            Content(f"  {_SIGNS}"),
            Content.styled("\nYour own editor", "bold"),
            with_code(Content(f"  {self._own_editor()}")),
        ]
        return Content("\n").join(parts)

    def _own_editor(self) -> str:
        where = f"Your Dockerfile is `{self._dockerfile}`. " if self._dockerfile else ""
        return (
            f"{where}Edit it with any program: what you save there shows up here within a second. "
            "`tutor check LAB` gives the same verdict without a screen, `tutor path LAB` prints where the file is."
        )


def _section(title: str, keys: Sequence[Binding]) -> list[Content]:
    rows = [Content.styled(f"\n{title}", "bold")]
    for key in keys:
        name = key.key_display or key.key.split(",")[0]
        rows.append(Content.assemble("  ", (f"{name:<12}", "$primary"), f" {key.tooltip}"))
    return rows

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

from tutor.tui.keys import (
    APP_KEYS,
    BUILD_KEYS,
    COURSE_KEYS,
    DEBRIEF_KEYS,
    DISPUTE_KEYS,
    EDITOR_KEYS,
    LAB_KEYS,
    XRAY_KEYS,
)
from tutor.tui.wrap import join_lines, labelled

_SIGNS = (
    ("✓", "passed"),
    ("✗", "failed"),
    ("\u2013", "skipped, because an earlier check did not pass"),
    ("!", "could not run, for a reason outside your Dockerfile"),
    ("○ ◐ ✓", "a sub-goal: open, written in your text, proven by a build of that text"),
    ("━ ─ ╌", "the frame of a stage: it ships, it is built and stays behind, it is not built"),
    ("= ≠", "a prediction: as found, other than found"),
)
_TAB = Binding("tab", "", tooltip="Go to the next pane; there the arrows scroll.")


class HelpScreen(ModalScreen[None]):
    """Shows every key with its sentence."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,question_mark,q", "close", "Close")]

    def __init__(
        self, dockerfile: Path | None = None, more: Sequence[tuple[str, Sequence[Binding]]] = ()
    ) -> None:
        super().__init__()
        self._dockerfile = dockerfile
        self._more = more
        """Further sections, which come first: a title and its keys."""

    def compose(self) -> ComposeResult:
        """Lay out the keys and the ways."""
        with Vertical(id="help", classes="dialog"):
            yield Static(Content.assemble(("Help", "bold"), ("   esc closes", "$dim")))
            with VerticalScroll(id="help-scroll"):
                yield Static(id="help-text", markup=False)

    def on_resize(self) -> None:
        """Wrap to the width, which is known after the layout."""
        self.call_after_refresh(self._draw)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()

    def _draw(self) -> None:
        width = self.query_one("#help-scroll").scrollable_content_region.width - 1
        self.query_one("#help-text", Static).update(self._text(max(width, 30)))

    def _text(self, width: int) -> Content:
        parts = [
            *(row for title, keys in self._more for row in _section(title, keys, width)),
            *_section("In a lab", LAB_KEYS, width),
            *_section("In the editor", EDITOR_KEYS, width),
            *_section("In the build steps", BUILD_KEYS, width),
            *_section("In the X-ray", XRAY_KEYS, width),
            *_section("In the debrief", DEBRIEF_KEYS, width),
            *_section("Where the checks are disputed", DISPUTE_KEYS, width),
            *_section("In the course", COURSE_KEYS, width),
            *_section("Everywhere", (*APP_KEYS, _TAB), width),
            Content.styled("Signs", "bold"),
            *(labelled(f"  {sign}  ", meaning, width) for sign, meaning in _SIGNS),
            Content(""),
            Content.styled("Your own editor", "bold"),
            labelled("  ", self._own_editor(), width),
        ]
        return join_lines(parts)

    def _own_editor(self) -> str:
        where = f"Your Dockerfile is `{self._dockerfile}`. " if self._dockerfile else ""
        return (
            f"{where}Edit it with any program: what you save there shows up here at once, and f8 lets each "
            "save build. `tutor watch LAB` does the same without a screen, `tutor check LAB` once; `tutor path LAB` "
            "prints where the file is."
        )


def _section(title: str, keys: Sequence[Binding], width: int) -> list[Content]:
    rows = [labelled(f"  {key.key:<10} ", key.tooltip, width, label_style="$primary") for key in keys]
    return [Content.styled(title, "bold"), *rows, Content("")]

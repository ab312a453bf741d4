"""The X-ray that lies over a lab while somebody looks through its images."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.model.ladder import Ladder
    from tutor.tui.desk import Desk
    from tutor.tui.screens.lab import LabScreen
    from tutor.tui.screens.xray import XRayScreen


class LabXRay:
    """Opens one at a time, and tells it of new attempts and images."""

    def __init__(self, lab_screen: LabScreen) -> None:
        self._lab_screen = lab_screen
        self._screen: XRayScreen | None = None

    def open(self, desk: Desk, ladder: Callable[[], Ladder]) -> None:
        """Look through the images; a build goes on meanwhile."""
        if self._screen is not None:
            return
        from tutor.tui.screens.xray import XRayScreen

        self._screen = XRayScreen(self._lab_screen.lab.title, desk.seen.view, desk.read_file, ladder)
        self._lab_screen.app.push_screen(self._screen, self._left)
        desk.compare_images()

    def show_attempts(self) -> None:
        """Read the attempts again: one has ended."""
        if self._screen is not None:
            self._screen.read_attempts()

    def show_images(self, desk: Desk) -> None:
        """Show images that were seen since."""
        if self._screen is not None:
            self._screen.set_view(desk.seen.view)
            desk.compare_images()

    def _left(self, wish: str | None) -> None:
        self._screen = None
        if wish == "build":
            self._lab_screen.action_build()

"""What is read from disk when a lab is opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tutor.model.course import Lab
from tutor.tui.keeper import Keeper, Synced
from tutor.tui.remembered import Remembered, remember
from tutor.tui.services import Services
from tutor.workspace import Workspace

BUILD_ON_SAVE = "build_on_save"
"""Name of the setting; its value is `on` or `off`."""


@dataclass(frozen=True)
class Opened:
    """What was read from disk for a lab."""

    keeper: Keeper
    synced: Synced
    remembered: Remembered
    dockerfile: Path
    builds_on_save: bool


def open_files(lab: Lab, services: Services) -> Opened:
    """Read the learner's file and place in the lesson; blocks, so call it beside the screen."""
    workspace = Workspace.open(services.workspaces, lab)
    keeper = Keeper(workspace)
    remembered, on_save = remember(lab, services.store), services.store.setting(BUILD_ON_SAVE) == "on"
    return Opened(keeper, keeper.load(), remembered, workspace.dockerfile, on_save)

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
class OpenedIgnore:
    """The learner's ignore file, as it was read from disk."""

    path: Path
    keeper: Keeper
    synced: Synced


@dataclass(frozen=True)
class Opened:
    """What was read from disk for a lab."""

    keeper: Keeper
    synced: Synced
    remembered: Remembered
    dockerfile: Path
    builds_on_save: bool
    ignore: OpenedIgnore | None = None
    """Of a lab whose learners write an ignore file."""


def open_files(lab: Lab, services: Services) -> Opened:
    """Read the learner's file and place in the lesson; blocks, so call it beside the screen."""
    workspace = Workspace.open(services.workspaces, lab)
    keeper = Keeper(workspace)
    remembered, on_save = remember(lab, services.store), services.store.setting(BUILD_ON_SAVE) == "on"
    ignore = _open_ignore(workspace) if lab.ignore is not None else None
    return Opened(keeper, keeper.load(), remembered, workspace.dockerfile, on_save, ignore)


def _open_ignore(workspace: Workspace) -> OpenedIgnore:
    keeper = Keeper(workspace.ignore_file)
    return OpenedIgnore(workspace.ignore_file.path, keeper, keeper.load())

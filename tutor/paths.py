"""Where things live: the course, the sample applications, the learner's work, state and cache."""

from __future__ import annotations

import os
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    in_wheel = _HERE / "_data" / name
    return in_wheel if in_wheel.is_dir() else _HERE.parent / name


def labs_dir() -> Path:
    """Return the folder of the labs: of the wheel, or of the checkout; `TUTOR_LABS` names another."""
    return Path(os.environ["TUTOR_LABS"]) if os.environ.get("TUTOR_LABS") else _shipped("labs")


def apps_dir() -> Path:
    """Return the folder of the sample applications; `TUTOR_APPS` names another."""
    return Path(os.environ["TUTOR_APPS"]) if os.environ.get("TUTOR_APPS") else _shipped("sample_apps")


def home() -> Path:
    """Return the folder that holds all that the tutor keeps; `TUTOR_HOME` names another."""
    if os.environ.get("TUTOR_HOME"):
        return Path(os.environ["TUTOR_HOME"]).absolute()
    from platformdirs import user_data_path

    return user_data_path("multistage-tutor", appauthor=False)


def workspaces() -> Path:
    """Return the folder of the learner's Dockerfiles, one folder a lab."""
    return home() / "work"


def packs() -> Path:
    """Return the folder of the installed packs, one folder each."""
    return home() / "packs"


def course_file() -> Path:
    """Return the course file in use; there is none while all labs are shown."""
    return home() / "course.yaml"


def progress_file() -> Path:
    """Return the SQLite file of the learner's progress."""
    return home() / "progress.db"


def cache_dir() -> Path:
    """Return the folder of what can be made again: layer lists, downloads."""
    return home() / "cache"


def engine_dir() -> Path:
    """Return the folder of the private engine: its data, its log, its pid file."""
    return home() / "engine"

"""The host's pip as it fetches wheels: it asks the index that it is set to, and verifies what comes."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tutor.bases.client import run_client
from tutor.engine.port import Cancel


def pip() -> list[str]:
    """Return the command of a pip: of the tutor's own Python, or the system's."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    return [shutil.which("python3") or "python3", "-m", "pip"]


def pip_download(specs: Sequence[str], platforms: Sequence[str], folder: Path, cancel: Cancel) -> None:
    """Download wheels (`name==version`) for one of these platforms into `folder`, without what they depend on."""
    wanted = [word for name in platforms for word in ("--platform", name)]
    flags = ("--quiet", "--no-deps", "--only-binary=:all:", "--no-cache-dir")
    run_client([*pip(), "download", *flags, *wanted, *specs], cancel, folder=folder)

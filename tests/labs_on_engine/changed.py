"""Which labs have changed of late, by the history of the repository."""

import subprocess

from tutor import paths

DAYS = 3
"""How far back from the newest commit a change counts as one of late."""


def changed_of_late(lab, root=None):
    """Return whether a commit of the last days touched the lab or its application; where nobody can tell, it has."""
    root = root or paths.labs_dir().parent
    folders = [str(folder.relative_to(root)) for folder in (lab.manifest_folder, lab.app)]
    newest, touched = _time(root), _time(root, *folders)
    is_dirty = bool(_git(root, "status", "--porcelain", "--", *folders))
    return newest is None or touched is None or is_dirty or newest - touched < DAYS * 86_400


def _time(root, *folders):
    """Return when the newest commit that touched one of the folders was made, in seconds; None if there is none."""
    words = _git(root, "log", "-1", "--format=%ct", "--", *folders)
    return int(words) if words else None


def _git(root, *arguments):
    done = subprocess.run(["git", "-C", root, *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""

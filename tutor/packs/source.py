"""Where a pack comes from: a folder, a Git repository, or an installed Python distribution."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tutor.errors import UsageProblem
from tutor.packs.address import without_secrets
from tutor.packs.bounds import Bounds
from tutor.safe_text import clean_line

FOLDER, GIT, PYTHON = "folder", "git", "python"
_SCP_LIKE = re.compile(r"[\w.-]+@[\w.-]+:[^:].*")
_DISTRIBUTION = re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?")


@dataclass(frozen=True)
class Source:
    """What `tutor pack add` was given, once it is known what it is."""

    kind: str
    """`folder`, `git` or `python`."""
    place: str
    """An absolute path, an address, or the name of a distribution."""

    @property
    def shown(self) -> str:
        """Return the place as it may be printed: one harmless line, without a password."""
        return clean_line(without_secrets(self.place) if self.kind == GIT else self.place, 200)


def source_of(text: str) -> Source:
    """Return what a source is; raises `UsageProblem` if it can be none."""
    if _is_git(text):
        is_here = "://" not in text and _exists(text)
        return Source(GIT, str(Path(text).resolve()) if is_here else text)
    if _exists(text):
        return Source(FOLDER, str(Path(text).resolve()))
    if _DISTRIBUTION.fullmatch(text):
        return Source(PYTHON, text)
    raise UsageProblem(
        f"There is no folder `{clean_line(text, 200)}`.",
        "Name a folder, the address of a Git repository, or an installed Python package.",
    )


@contextmanager
def fetched(source: Source, scratch: Path, bounds: Bounds) -> Iterator[tuple[Path, str]]:
    """Hold a folder with the pack's files, as yet unchecked, and the commit or version that they are of."""
    if source.kind == GIT:
        from tutor.packs.git_source import clone

        yield clone(source.place, scratch, bounds)
    elif source.kind == PYTHON:
        from tutor.packs.python_source import package_folder

        yield package_folder(source.place)
    else:
        folder = Path(source.place)
        if not folder.is_dir():
            raise UsageProblem(
                f"{clean_line(source.place, 200)}: there is no such folder.",
                "Name the folder with pack.yaml.",
            )
        yield folder, ""


def _is_git(text: str) -> bool:
    return "://" in text or text.endswith(".git") or (not _exists(text) and bool(_SCP_LIKE.fullmatch(text)))


def _exists(text: str) -> bool:
    try:
        return Path(text).is_dir()
    except (OSError, ValueError):
        return False

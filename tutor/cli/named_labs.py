"""The labs that an author names: by id from the course, or by the path of a folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tutor import paths
from tutor.cli import parts
from tutor.errors import UsageProblem
from tutor.safe_text import clean_line

if TYPE_CHECKING:
    from tutor.model.course import Lab

MANIFESTS = ("lab.yaml", "course.yaml")


def named_labs(names: Sequence[str], *, every: bool) -> tuple[Lab, ...]:
    """Return the labs of these names, each once; raises `UsageProblem`, or `ContentProblem` if files are wrong."""
    if bool(names) == every:
        raise UsageProblem(
            "Name labs, or ask for --all." if not names else "Name labs, or ask for --all; not both.",
            "A lab is named by its id, as in `two-stages`, or by its folder, as in `./my-lab`.",
        )
    found = parts.shipped_course().labs if every else tuple(lab for name in names for lab in _named(name))
    return tuple({lab.folder: lab for lab in found}.values())


def _named(name: str) -> tuple[Lab, ...]:
    """Return one lab, or all parts of it."""
    if is_path(name):
        return labs_in(folder_of(name))
    course = parts.course()
    return course.named(name) or (parts.find(course, name),)


def named_lab(name: str) -> Lab:
    """Return one lab; of a folder with a lab of several parts, the first one."""
    return labs_in(folder_of(name))[0] if is_path(name) else parts.find(parts.course(), name)


def is_path(name: str) -> bool:
    """Return whether a name is meant as a folder: it has a separator, or is one with a manifest here.

    The name of an installed pack's lab has a separator, too; it is one unless there is such a folder here.
    """
    if any(is_there(Path(name) / manifest) for manifest in MANIFESTS):
        return True
    separators = tuple(s for s in (os.sep, os.altsep) if s)
    is_written = name in (".", "..") or any(s in name for s in separators)
    return is_written and not is_of_pack(name) and not is_part(name)


def is_there(path: Path) -> bool:
    """Return whether there is something; a name that no system takes is nothing."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_of_pack(name: str) -> bool:
    """Return whether a name begins with an installed pack's, as in `my-pack/my-lab` or `my-pack/my-lab/a-part`."""
    from tutor.cli.pack_parts import shelf

    pack, slash, lab = name.partition("/")
    return bool(slash and lab) and lab.count("/") < 2 and pack in shelf().ids()


def is_part(name: str) -> bool:
    """Return whether a name is that of a part of a shipped lab, as in `repair-clinic/wrong-path`."""
    whole, slash, part = name.partition("/")
    return bool(slash and part) and "/" not in part and is_there(paths.labs_dir() / whole / MANIFESTS[0])


def folder_of(name: str) -> Path:
    """Return the folder that a path names, or that has the manifest that it names."""
    folder = Path(name).parent if Path(name).name in MANIFESTS else Path(name)
    if not (is_there(folder) and folder.is_dir()):
        raise UsageProblem(
            f"{clean_line(name, 200)}: there is no such folder.", "Name the folder that has the lab.yaml."
        )
    return folder


def apps_beside(labs: Path) -> Path:
    """Return where the applications of labs are looked for: `sample_apps` beside their folder, else the shipped ones."""
    beside = labs.parent / "sample_apps"
    return beside if beside.is_dir() and not os.environ.get("TUTOR_APPS") else paths.apps_dir()


def labs_in(folder: Path) -> tuple[Lab, ...]:
    """Return the lab in a folder, or its parts; its application may lie in the lab, beside the labs' folder, or be a shipped one."""
    from tutor.checks import known_checks
    from tutor.content import load_labs

    return load_labs(folder, apps_beside(folder.resolve().parent), known_checks())

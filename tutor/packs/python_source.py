"""The folder that an installed Python distribution declares as a pack, found without importing any of its code."""

from __future__ import annotations

from importlib import metadata, util
from pathlib import Path

from tutor.errors import UsageProblem
from tutor.safe_text import clean_line

GROUP = "multistage_tutor.packs"


def package_folder(name: str) -> tuple[Path, str]:
    """Return (folder, version) of the package that a distribution's entry point names; raises `UsageProblem`."""
    shown = f"`{clean_line(name, 100)}`"
    try:
        found = metadata.distribution(name)
    except (metadata.PackageNotFoundError, ValueError):
        raise UsageProblem(
            f"There is no folder and no installed Python package {shown}.",
            "Name a folder, the address of a Git repository, or a package that is installed beside the tutor.",
        ) from None
    points = [point for point in found.entry_points if point.group == GROUP]
    if len(points) != 1:
        count = "no entry point" if not points else f"{len(points)} entry points"
        raise UsageProblem(
            f"The Python package {shown} has {count} in the group `{GROUP}`.",
            "Name a package with exactly one, whose value is the package folder that holds pack.yaml.",
        )
    module = points[0].value.partition(":")[0].strip()
    folder = _folder(found, module)
    if folder is None:
        raise UsageProblem(
            f"The folder `{clean_line(module, 100)}`, which {shown} names, is not there.",
            "Install the package once more.",
        )
    return folder, clean_line(found.version, 60)


def _folder(found: metadata.Distribution, module: str) -> Path | None:
    """Return a package's folder: beside the distribution's records, else where the finders say that it is."""
    parts = module.split(".")
    if not all(part.isidentifier() for part in parts):
        return None
    beside = Path(str(found.locate_file("/".join(parts))))
    if beside.is_dir():
        return beside
    try:  # of a top-level name, this asks the finders and runs nothing of the package
        spec = util.find_spec(parts[0])
    except (ImportError, ValueError):
        return None
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place, *parts[1:])
        if folder.is_dir():
            return folder
    return None

"""Layers of Debian packages: the slim system, which larger stand-ins share, and what is installed above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tutor.bases.architecture import Architecture
from tutor.bases.archive import LayerFiles
from tutor.bases.closure import Closure
from tutor.bases.debian_files import Edit, Place, add_package, unchanged, usual_place
from tutor.bases.debian_setup import set_up_debian
from tutor.bases.dpkg_records import add_records, add_status, read_control
from tutor.bases.recipe import Fill, LayerRecipe, Recipe
from tutor.bases.release_note import RELEASE_NOTE, release_note
from tutor.bases.small_layer import PATH

SLIM = Closure(
    "slim",
    (
        *("adduser", "apt", "base-files", "base-passwd", "bash", "bsdutils", "coreutils", "dash", "debconf"),
        *("debianutils", "diffutils", "dpkg", "findutils", "gpgv", "grep", "gzip", "hostname"),
        *("init-system-helpers", "libc-bin", "login", "mawk", "mount", "ncurses-base", "ncurses-bin"),
        *("passwd", "perl-base", "sed", "sysvinit-utils", "tar", "tzdata", "usr-is-merged", "util-linux"),
    ),
)
"""What every Debian system has, and apt."""

Finish = Callable[[LayerFiles, Mapping[str, Path], Architecture], None]
"""Adds to a layer what maintainer scripts would; the packages are all that the recipe has."""


def closure_fill(
    closure: Closure,
    finish: Finish | None = None,
    place: Place = usual_place,
    edit: Edit = unchanged,
) -> Fill:
    """Return what fills a layer with the packages of a closure, and with dpkg's records of it and those below."""

    def fill(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
        below = [file for part in closure.chain[:-1] for file in part.members(packages).values()]
        own = [
            (read_control(f), add_package(layer, f, place, edit)) for f in closure.members(packages).values()
        ]
        if finish is not None:
            finish(layer, packages, architecture)
        for control, paths in own:
            add_records(layer, control, [path for path in paths if path in layer])
        add_status(layer, [*map(read_control, below), *(control for control, _ in own)])

    return fill


def _set_up(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
    set_up_debian(layer, SLIM.members(packages))


SLIM_SYSTEM = LayerRecipe("stand-in: the smallest system of Debian, and apt", closure_fill(SLIM, _set_up))
"""The layer, as all stand-ins on Debian share it."""


def note_layer(reference: str) -> LayerRecipe:
    """Return the last layer of a stand-in whose other layers are shared: what it is made of."""

    def fill(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
        layer.file(RELEASE_NOTE, release_note(reference, packages))

    return LayerRecipe("stand-in: what it is made of", fill)


def slim_recipe(reference: str, codename: str) -> Recipe:
    """Return the recipe of Debian's slim image of one release."""
    return Recipe(
        reference=reference,
        closure=SLIM,
        layers=(SLIM_SYSTEM, note_layer(reference)),
        config={"Cmd": ["bash"], "Env": [f"PATH={PATH}"]},
        release=codename,
    )

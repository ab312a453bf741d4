"""The layer of a stand-in that holds the compilers for C and C++."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tutor.bases.architecture import Architecture
from tutor.bases.archive import LayerFiles
from tutor.bases.closure import Closure
from tutor.bases.debian_layer import SLIM, SLIM_SYSTEM, closure_fill, note_layer
from tutor.bases.debian_setup import add_alternative
from tutor.bases.recipe import LayerRecipe, Recipe
from tutor.bases.small_layer import PATH

_VERSIONED = ("cpp", "g++", "gcc", "gcc-ar", "gcc-nm", "gcc-ranlib", "gcov")
"""Commands that Debian's packages have under a name with the version behind it."""
_ALTERNATIVES = {"cc": "gcc", "c++": "g++"}


def gcc_recipe(version: str) -> Recipe:
    """Return the recipe of an image with this major version of GCC, and make."""
    reference = f"gcc:{version}"
    closure = Closure(f"gcc-{version}", (f"g++-{version}", "libc6-dev", "make"), below=SLIM)

    def finish(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
        for name in _VERSIONED:
            if f"usr/bin/{name}-{version}" in layer:
                layer.link(f"usr/bin/{name}", f"{name}-{version}")
        for name, command in _ALTERNATIVES.items():
            add_alternative(layer, f"usr/bin/{name}", f"/usr/bin/{command}")

    compilers = LayerRecipe(f"stand-in: GCC {version} and make of Debian", closure_fill(closure, finish))
    return Recipe(
        reference,
        (SLIM_SYSTEM, compilers, note_layer(reference)),
        {"Cmd": ["bash"], "Env": [f"PATH={PATH}", f"GCC_VERSION={version}"]},
        closure=closure,
    )

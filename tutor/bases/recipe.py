"""How a stand-in is made: its packages, its layers, its configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.bases.architecture import Architecture
from tutor.bases.archive import LayerFiles
from tutor.bases.closure import Closure
from tutor.engine.port import LABEL

STAND_IN_LABEL = f"{LABEL}.stand-in"
"""The label of a stand-in; its value is the reference that it stands in for."""
APT_LABEL = f"{LABEL}.apt"
"""The label of a stand-in that has apt, and no package sources of its own."""

Fill = Callable[[LayerFiles, Mapping[str, Path], Architecture], None]
"""Puts the files of one layer in, out of packages by name."""


@dataclass(frozen=True)
class LayerRecipe:
    """One layer."""

    created_by: str
    fill: Fill


@dataclass(frozen=True)
class Recipe:
    """One stand-in."""

    reference: str
    layers: tuple[LayerRecipe, ...]
    config: Mapping[str, Any]
    debian: tuple[str, ...] = ()
    """Packages without what they depend on."""
    closure: Closure | None = None
    """Packages with what they depend on."""
    release: str = ""
    """The code name of the Debian release that the packages must be of; empty if any will do."""
    npm: tuple[str, ...] = ()
    """`name@version`; `{cpu}` stands for the architecture in npm's words."""
    wheels: tuple[str, ...] = ()
    """Packages of the Python index, `name==version`."""

    @property
    def labelled_config(self) -> dict[str, Any]:
        """Return the image's configuration with the labels that say what it is."""
        sources = ["Debian", *(["npm"] if self.npm else []), *(["Python"] if self.wheels else [])]
        made_of = " and ".join(sources)
        text = f"A local stand-in for {self.reference}, made of {made_of} packages; not the official image."
        apt = {APT_LABEL: "debian"} if self.closure is not None else {}
        labels = {**apt, STAND_IN_LABEL: self.reference, "org.opencontainers.image.description": text}
        return {**self.config, "Labels": labels}

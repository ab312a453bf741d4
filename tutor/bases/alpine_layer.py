"""The layers of a stand-in for Alpine itself: a small system with Alpine's C library, and the certificates that Alpine has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tutor.bases import certificates
from tutor.bases.architecture import Architecture
from tutor.bases.archive import LayerFiles
from tutor.bases.open_package import open_deb
from tutor.bases.recipe import LayerRecipe, Recipe
from tutor.bases.release_note import RELEASE_NOTE, release_note
from tutor.bases.small_layer import BUSYBOX, PATH, add_bare_system, own_file

_MUSL = "musl"
_LIBRARY = re.compile(r"(?:usr/)?lib/(\w+)-linux-musl/libc\.so")


def alpine_recipe(reference: str) -> Recipe:
    """Return the recipe of a small system that is set up like Alpine, and like it without glibc."""

    def fill(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
        add_certificates(layer, packages)
        layer.file(RELEASE_NOTE, release_note(reference, packages))

    return Recipe(
        reference=reference,
        debian=(BUSYBOX, _MUSL, certificates.PACKAGE),
        layers=(
            LayerRecipe("stand-in: busybox and musl of Debian", _add_system),
            LayerRecipe("stand-in: certificates of Debian", fill),
        ),
        config={"Cmd": ["/bin/sh"], "Env": [f"PATH={PATH}"]},
    )


def _add_system(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
    """Put in the system, and musl where Alpine has it: loader and library are one file."""
    add_bare_system(layer, packages)
    with open_deb(packages[_MUSL]) as members:
        for member, content in members:
            library = _LIBRARY.fullmatch(member.name.removeprefix("./"))
            if library and content is not None:
                loader = f"ld-musl-{library[1]}.so.1"
                layer.file(f"lib/{loader}", content, 0o755)
                layer.link(f"lib/libc.musl-{library[1]}.so.1", loader)


def add_certificates(layer: LayerFiles, packages: Mapping[str, Path]) -> None:
    """Put the bundle in where Alpine has it, under both names."""
    found = certificates.certificates(packages[certificates.PACKAGE])
    layer.file(certificates.BUNDLE, certificates.bundle(found))
    layer.link("etc/ssl/cert.pem", "certs/ca-certificates.crt")


def add_certificate_command(layer: LayerFiles, packages: Mapping[str, Path]) -> None:
    """Put in the command that makes the bundle anew, and the certificates one by one, which it reads."""
    for name, text in certificates.certificates(packages[certificates.PACKAGE]).items():
        layer.file(f"usr/share/ca-certificates/{name}", text)
    layer.folder("usr/local/share/ca-certificates")
    layer.file("usr/sbin/update-ca-certificates", own_file("update-ca-certificates"), 0o755)

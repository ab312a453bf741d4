"""The layer of a stand-in for Alpine itself: the certificates that Alpine has, on the small system."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tutor.bases import certificates
from tutor.bases.architecture import Architecture
from tutor.bases.archive import LayerFiles
from tutor.bases.recipe import LayerRecipe, Recipe
from tutor.bases.release_note import RELEASE_NOTE, release_note
from tutor.bases.small_layer import DEBIAN_PACKAGES, PATH, SMALL_SYSTEM, own_file


def alpine_recipe(reference: str) -> Recipe:
    """Return the recipe of a small system that is set up like Alpine."""

    def fill(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
        add_certificates(layer, packages)
        layer.file(RELEASE_NOTE, release_note(reference, packages))

    return Recipe(
        reference=reference,
        debian=(*DEBIAN_PACKAGES, certificates.PACKAGE),
        layers=(SMALL_SYSTEM, LayerRecipe("stand-in: certificates of Debian", fill)),
        config={"Cmd": ["/bin/sh"], "Env": [f"PATH={PATH}"]},
    )


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

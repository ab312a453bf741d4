"""The usual certificate authorities, as Debian packages them: one bundle of what the package has one by one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tutor.bases.archive import LayerFiles
from tutor.bases.open_package import open_deb

PACKAGE = "ca-certificates"
BUNDLE = "etc/ssl/certs/ca-certificates.crt"
"""Where Alpine and Debian have the bundle, relative to the root."""
_FOLDER = "usr/share/ca-certificates/"


def certificates(package: Path) -> dict[str, bytes]:
    """Return the certificates of the package in PEM, by their path below Debian's folder, sorted."""
    found: dict[str, bytes] = {}
    with open_deb(package) as members:
        for member, content in members:
            path = member.name.removeprefix("./")
            if path.startswith(_FOLDER) and path.endswith(".crt") and content is not None:
                found[path.removeprefix(_FOLDER)] = content.read()
    return dict(sorted(found.items()))


def bundle(found: Mapping[str, bytes]) -> bytes:
    """Return certificates as one text."""
    return b"".join(text.rstrip(b"\n") + b"\n" for text in found.values())


def install(layer: LayerFiles, package: Path) -> None:
    """Put in what the package's script makes on Debian: the bundle, the list of what is in it, OpenSSL's name for it."""
    found = certificates(package)
    layer.file(BUNDLE, bundle(found))
    layer.file(
        "etc/ca-certificates.conf", "".join(f"{name}\n" for name in found).encode("utf-8", "surrogateescape")
    )
    layer.link("usr/lib/ssl/cert.pem", f"/{BUNDLE}")

"""The usual certificate authorities, as Debian packages them: one bundle of what the package has one by one."""

from __future__ import annotations

from pathlib import Path

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


def bundle(package: Path) -> bytes:
    """Return all certificates of the package as one text."""
    return b"".join(text.rstrip(b"\n") + b"\n" for text in certificates(package).values())

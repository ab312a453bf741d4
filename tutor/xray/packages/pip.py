"""Python's packages: `NAME.dist-info/RECORD` has the files of each, `METADATA` its name and version."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from tutor.xray.packages.package import Package


def is_record(path: str) -> bool:
    """Return whether pip keeps its records there."""
    return path.endswith((".dist-info/RECORD", ".dist-info/METADATA"))


def owners(texts: Mapping[str, bytes]) -> dict[str, Package]:
    """Return which package owns each path."""
    found: dict[str, Package] = {}
    for path, text in texts.items():
        if not path.endswith("/RECORD"):
            continue
        info = path.rpartition("/")[0]
        package = _package(info, texts.get(f"{info}/METADATA", b""))
        site = info.rpartition("/")[0]
        found.update(dict.fromkeys(_files(site, text), package))
    return found


def _package(info: str, metadata: bytes) -> Package:
    """Return what METADATA says, else what the folder's name says: `NAME-VERSION.dist-info`."""
    name, _, version = info.rpartition("/")[2].removesuffix(".dist-info").partition("-")
    for line in metadata.partition(b"\n\n")[0].decode("utf-8", "replace").splitlines():
        key, _, value = line.partition(":")
        if key == "Name":
            name = value.strip()
        elif key == "Version":
            version = value.strip()
    return Package("pip", name, version)


def _files(site: str, record: bytes) -> list[str]:
    """Return the paths of a RECORD: `PATH,sha256=...,SIZE`, relative to the folder that holds the package."""
    found = []
    for line in record.decode("utf-8", "surrogateescape").splitlines():
        path = line.rsplit(",", 2)[0].strip('"')
        if path.startswith(("/", "..")):
            found.append(posixpath.normpath(f"/{site}/{path}" if path[0] == "." else path).lstrip("/"))
        elif path:
            found.append(f"{site}/{path}" if site else path)
    return found

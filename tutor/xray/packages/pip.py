"""Python's packages: `NAME.dist-info/RECORD` has the files of each, `METADATA` its name and version."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from tutor.xray.packages.owned import Owned
from tutor.xray.packages.package import Package

_MOST_OUTSIDE = 10_000  # programs and data that a package puts beside the packages


def is_record(path: str) -> bool:
    """Return whether pip keeps its records there."""
    return path.endswith((".dist-info/RECORD", ".dist-info/METADATA"))


def owners(texts: Mapping[str, bytes]) -> dict[str, Package]:
    """Return which package owns each path."""
    owned = Owned()
    for path, text in texts.items():
        if not path.endswith("/RECORD"):
            continue
        info = path.rpartition("/")[0]
        package = _package(info, texts.get(f"{info}/METADATA", b""))
        site = info.rpartition("/")[0]
        inside, outside = _files(site, text)
        owned.add(package, f"{site}/" if site else "", inside)
        owned.add(package, "", outside)
    return owned.owners


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


def _files(site: str, record: bytes) -> tuple[list[str], list[str]]:
    """Return the paths of a RECORD, `PATH,sha256=...,SIZE`: those relative to `site`, and those relative to the root."""
    inside, outside = [], []
    for line in record.decode("utf-8", "surrogateescape").splitlines():
        path = line.rsplit(",", 2)[0].strip('"')
        if path.startswith("/"):
            outside.append(path.lstrip("/"))
        elif path.startswith("../") and len(outside) < _MOST_OUTSIDE:
            outside.append(posixpath.normpath(f"/{site}/{path}").lstrip("/"))
        elif path:
            inside.append(path)
    return inside, outside

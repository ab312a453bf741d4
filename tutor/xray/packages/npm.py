"""npm's packages: the path below `node_modules/` names each; manifests and locks say what it is for."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tutor.xray.limits import LONGEST_PATH
from tutor.xray.packages.json_text import json_object, string
from tutor.xray.packages.npm_lock import Locked, read_lock
from tutor.xray.packages.npm_needs import Installed
from tutor.xray.packages.package import Package

_GLOBAL = ("usr/local/lib/node_modules/", "usr/lib/node_modules/")
_MODULES = "/node_modules/"


@dataclass(frozen=True, slots=True)
class NpmPackage:
    """A package as it lies in an image."""

    package: Package
    dev: str = ""
    """How it is known that only development needs it; empty if it is needed to run, or nothing says."""
    installed_globally: bool = False
    owner: str = ""
    """For what is installed globally, the outermost package, as in `npm` for all that npm brings."""


def is_record(path: str) -> bool:
    """Return whether a manifest or a lock of npm lies there."""
    return path.endswith(("package.json", "package-lock.json"))


class NpmFolders:
    """All that the manifests and locks of one file system say; read only as far as somebody asks."""

    def __init__(self, texts: Mapping[str, bytes], links: Mapping[str, str] | None = None) -> None:
        """Take the records, and where symlinks to folders lead, as pnpm and workspaces have them."""
        self._texts = texts
        folders = [p.rpartition("/")[0] for p in texts if p.endswith("/package.json")]
        self._installed = Installed(
            {**(links or {}), **dict(zip(folders, folders, strict=True))}, self._manifest
        )
        self._found: dict[str, NpmPackage] = {}
        self._locks: dict[str, dict[str, Locked]] = {}
        self._dev: dict[str, frozenset[str]] = {}
        self._manifests: dict[str, dict[str, Any]] = {}

    def package(self, folder: str) -> NpmPackage | None:
        """Return the package that a folder belongs to, or None if it belongs to none."""
        top = package_folder(folder)
        if not top:
            return None
        if top not in self._found:
            self._found[top] = self._package(top)
        return self._found[top]

    def linked(self, folder: str, link: str) -> NpmPackage | None:
        """Return the package that a symlink in `folder` points into, as those in `node_modules/.bin` do."""
        return None if link.startswith("/") else self.package(posixpath.normpath(f"{folder}/{link}"))

    def _package(self, top: str) -> NpmPackage:
        name = f"/{top}".rpartition(_MODULES)[2]
        for place in _GLOBAL:
            if top.startswith(place):
                return NpmPackage(self._named(name, top), "", True, _first(top[len(place) :]))
        root = f"/{top}".partition(_MODULES)[0].lstrip("/")
        locked, lock = self._locked(top, root)
        if locked is not None:
            return NpmPackage(
                Package("npm", name, locked.version or self._version(top)),
                f"dev dependency in {lock}" if locked.dev else "",
            )
        dev = top in self._needed_for_dev(root)
        return NpmPackage(self._named(name, top), "dev dependency of package.json" if dev else "")

    def _named(self, name: str, top: str) -> Package:
        return Package("npm", name, self._version(top))

    def _version(self, top: str) -> str:
        return string(self._manifest(top).get("version"))

    def _locked(self, top: str, root: str) -> tuple[Locked | None, str]:
        """Return what the nearest lock says of a package, or of the package that brought it; and the lock's name.

        The hidden lock describes what is installed; the other, in `root` or above it, what was asked for.
        """
        above = root
        while True:
            for name in ("node_modules/.package-lock.json", "package-lock.json"):
                lock = self._lock(f"{above}/{name}".lstrip("/"))
                key = top[len(above) :].lstrip("/")
                while lock and key:
                    if key in lock:
                        own = key == top[len(above) :].lstrip("/")
                        return lock[key] if own else Locked("", lock[key].dev), name.rpartition("/")[2]
                    key = key.rpartition(_MODULES)[0]
            if not above:
                return None, ""
            above = above.rpartition("/")[0]

    def _lock(self, path: str) -> dict[str, Locked]:
        if path not in self._texts:
            return {}
        if path not in self._locks:
            self._locks[path] = read_lock(self._texts[path])
        return self._locks[path]

    def _needed_for_dev(self, root: str) -> frozenset[str]:
        if root not in self._dev:
            self._dev[root] = self._installed.dev_folders(root)
        return self._dev[root]

    def _manifest(self, folder: str) -> dict[str, Any]:
        path = f"{folder}/package.json".lstrip("/")
        if path not in self._manifests:
            self._manifests[path] = json_object(self._texts.get(path, b""))
        return self._manifests[path]


def package_folder(folder: str) -> str:
    """Return the folder of the innermost package that `folder` lies in, or nothing: `.../node_modules/@scope/name`."""
    before, modules, below = f"/{folder}".rpartition(_MODULES)
    name = _first(below)
    if not modules or len(folder) > LONGEST_PATH or not name or name.startswith(".") or name == "@":
        return ""
    return f"{before}{modules}{name}".lstrip("/")


def _first(below: str) -> str:
    """Return the package that a path below `node_modules/` begins with; nothing for a scope alone."""
    name, _, rest = below.partition("/")
    if not name.startswith("@"):
        return name
    inner = rest.partition("/")[0]
    return f"{name}/{inner}" if inner else ""

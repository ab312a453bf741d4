"""Which installed npm packages an application needs to run, and which only to be developed, by node's own look-up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tutor.xray.packages.json_text import mapping

Manifest = Callable[[str], dict[str, Any]]
"""Returns the package.json of a folder, an empty one if there is none."""


def dev_folders(root: str, installed: Mapping[str, str], manifest: Manifest) -> frozenset[str]:
    """Return the folders of packages that `root`'s manifest marks as dev dependencies, and of what only they need.

    `installed` has the folders of all packages, and for symlinks to such folders where they lead.
    """
    app = manifest(root)
    dev = _reached(root, mapping(app.get("devDependencies")), installed, manifest)
    return frozenset(dev - _reached(root, _needs(app), installed, manifest))


def _reached(root: str, names: Iterable[str], installed: Mapping[str, str], manifest: Manifest) -> set[str]:
    """Return all that is needed, directly or not, by something in `root` that needs `names`."""
    found: set[str] = set()
    waiting = [(root, list(names))]
    while waiting:
        user, needed = waiting.pop()
        for name in needed:
            folder = next((installed[f] for f in _looked_up(user, name) if f in installed), None)
            if folder is not None and folder not in found:
                found.add(folder)
                waiting.append((folder, _needs(manifest(folder))))
    return found


def _needs(package: dict[str, Any]) -> list[str]:
    """Return what a package needs when it is used; peers that it marks as optional are not needed."""
    optional = mapping(package.get("peerDependenciesMeta"))
    peers = [
        p for p in mapping(package.get("peerDependencies")) if not mapping(optional.get(p)).get("optional")
    ]
    return [*mapping(package.get("dependencies")), *mapping(package.get("optionalDependencies")), *peers]


def _looked_up(user: str, name: str) -> Iterator[str]:
    """Yield where node looks for a package, nearest first: in `node_modules` of each folder above."""
    while True:
        if user.rpartition("/")[2] != "node_modules":
            yield f"{user}/node_modules/{name}" if user else f"node_modules/{name}"
        if not user:
            return
        user = user.rpartition("/")[0]

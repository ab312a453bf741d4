"""Which installed npm packages an application needs to run, and which only to be developed, by node's own look-up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tutor.xray.packages.json_text import mapping

Manifest = Callable[[str], dict[str, Any]]
"""Returns the package.json of a folder, an empty one if there is none."""


_MOST_NEEDS = 5_000  # names in one manifest


@dataclass(frozen=True)
class Installed:
    """The packages of a file system, as node finds them."""

    folders: Mapping[str, str]
    """Each package's folder, and for symlinks to such folders where they lead."""
    manifest: Manifest

    @cached_property
    def modules(self) -> frozenset[str]:
        """Return the folders `node_modules` that have packages."""
        return frozenset(_modules(folder) for folder in self.folders)

    def dev_folders(self, root: str) -> frozenset[str]:
        """Return the folders of what `root` and its workspaces mark as dev dependencies, and of what only they need."""
        dev: set[str] = set()
        run: set[str] = set()
        for user in (root, *self._workspaces.get(root, ())):
            app = self.manifest(user)
            dev |= self._reached(user, mapping(app.get("devDependencies")))
            run |= self._reached(user, _needs(app))
        return frozenset(dev - run)

    @cached_property
    def _workspaces(self) -> Mapping[str, set[str]]:
        """Return by application the parts of it that have needs of their own: each part belongs to one.

        They are the folders that symlinks in its `node_modules` lead to, and those with a `node_modules` of their own.
        """
        found: dict[str, set[str]] = {}
        for link, folder in self.folders.items():
            if link != folder:
                found.setdefault(_user(_modules(link)), set()).add(folder)
        for user in map(_user, self.modules):
            above = (place for place in _places(user) if place in self.modules and _user(place) != user)
            if (modules := next(above, None)) is not None:
                found.setdefault(_user(modules), set()).add(user)
        return {root: {f for f in parts if _is_part(f, root)} for root, parts in found.items()}

    def _reached(self, root: str, names: Iterable[str]) -> set[str]:
        """Return all that is needed, directly or not, by something in `root` that needs `names`."""
        found: set[str] = set()
        waiting = [(root, list(names))]
        while waiting:
            for folder in self._looked_up(*waiting.pop()):
                if folder not in found:
                    found.add(folder)
                    waiting.append((folder, _needs(self.manifest(folder))))
        return found

    def _looked_up(self, user: str, names: Sequence[str]) -> Iterator[str]:
        """Yield the folders where node finds what `user` needs; what is not installed is left out."""
        places = [place for place in _places(user) if place in self.modules]
        for name in names[:_MOST_NEEDS]:
            paths = (f"{place}/{name}" for place in places)
            folder = next((self.folders[path] for path in paths if path in self.folders), None)
            if folder is not None:
                yield folder


def _needs(package: dict[str, Any]) -> list[str]:
    """Return what a package needs when it is used; peers that it marks as optional are not needed."""
    optional = mapping(package.get("peerDependenciesMeta"))
    peers = [
        p for p in mapping(package.get("peerDependencies")) if not mapping(optional.get(p)).get("optional")
    ]
    return [*mapping(package.get("dependencies")), *mapping(package.get("optionalDependencies")), *peers]


def _modules(folder: str) -> str:
    """Return the `node_modules` that a package lies in."""
    before, modules, _ = f"/{folder}".rpartition("/node_modules/")
    return f"{before}{modules}".strip("/")


def _user(modules: str) -> str:
    """Return the folder that a `node_modules` is for."""
    return modules.removesuffix("node_modules").rstrip("/")


def _is_part(folder: str, root: str) -> bool:
    """Return whether a folder is the application's own, and not something that was installed."""
    return folder.startswith(f"{root}/".lstrip("/")) and "node_modules" not in folder.split("/")


def _places(user: str) -> Iterator[str]:
    """Yield where node looks for what `user` needs, nearest first: in `node_modules` of each folder above."""
    while True:
        if user.rpartition("/")[2] != "node_modules":
            yield f"{user}/node_modules".lstrip("/")
        if not user:
            return
        user = user.rpartition("/")[0]

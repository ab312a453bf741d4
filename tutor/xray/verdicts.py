"""What each file of a layer is: the first evidence that hits decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from tutor.model.image import Entry, Layer
from tutor.model.xray import Category
from tutor.xray import known_places, known_tools
from tutor.xray.limits import LONGEST_PATH
from tutor.xray.packages import NpmFolders, NpmPackage, Package, go
from tutor.xray.rules import LabRules


@dataclass(frozen=True, slots=True)
class Verdict:
    """A category, the evidence for it, and the package that a file belongs to."""

    category: Category
    why: str
    package: str = ""


BASE = Verdict(Category.BASE, "in a layer of the base image")
_UNKNOWN = Verdict(Category.OTHER, "nothing says what it is")
_MODULES = Verdict(Category.OTHER, "in node_modules, of no package")
_RECORDS = Verdict(Category.OTHER, "record of a package manager")


class Judge:
    """Judges the files of one layer."""

    def __init__(
        self, layer: Layer, owner: Callable[[str], Package | None], npm: NpmFolders, rules: LabRules | None
    ) -> None:
        self._owner, self._npm, self._rules = owner, npm, rules or LabRules()
        self._go = {p: go.program(t) for p, t in layer.texts.items() if t.startswith(go.MAGIC)}
        self._folders: dict[str, Verdict | None] = {}
        self._packages: dict[Package, Verdict] = {}

    def base(self, entry: Entry) -> Verdict:
        """Return the verdict on a file of the base image: only its package differs."""
        package = self._owner(entry.path)
        if package is not None:
            return self._of(package, _base)
        folder = entry.path.rpartition("/")[0]
        if folder not in self._folders:
            found = self._npm.package(folder)
            self._folders[folder] = _base(found.package) if found else BASE
        return self._folders[folder] or BASE

    def judge(self, entry: Entry) -> Verdict:
        """Return the verdict on a file that the image adds to its base."""
        folder, _, name = entry.path.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = _UNKNOWN if len(folder) > LONGEST_PATH else self._of_folder(folder)
        of_folder = self._folders[folder]
        if of_folder is not None and of_folder.category is Category.CACHE:
            return of_folder
        package = self._owner(entry.path)
        if package is not None:
            return self._of(package, _of_package)
        if entry.kind == "symlink" and folder.endswith("node_modules/.bin"):
            linked = self._npm.linked(folder, entry.link)
            return _of_npm(linked) if linked else _MODULES
        return of_folder or self._of_name(entry, folder, name)

    def _of(self, package: Package, verdict: Callable[[Package], Verdict]) -> Verdict:
        """Return the verdict on all files of a package, made once."""
        if package not in self._packages:
            self._packages[package] = verdict(package)
        return self._packages[package]

    def _of_folder(self, folder: str) -> Verdict | None:
        """Return the verdict on all files directly in a folder, or None if each must be looked at."""
        if cached := known_places.cache_folder(folder):
            return Verdict(Category.CACHE, f"in the cache {cached}")
        if package := self._npm.package(folder):
            return _of_npm(package)
        if known_places.records_folder(folder):
            return _RECORDS
        if "/node_modules/" in f"/{folder}/":
            return _MODULES
        if tool := known_tools.tool_folder(folder):
            return Verdict(Category.TOOL, f"belongs to {tool}")
        return None

    def _of_name(self, entry: Entry, folder: str, name: str) -> Verdict:
        if tool := known_tools.tool_program(folder, name):
            return _tool(tool)
        return (
            _of_rules(entry, self._rules)
            or (None if known_places.is_system(folder) else _of_place(folder, name))
            or (_of_go(self._go[entry.path]) if entry.path in self._go else _UNKNOWN)
        )


def _of_rules(entry: Entry, rules: LabRules) -> Verdict | None:
    """Return what the lab says; an empty file's content says nothing, for all empty files are alike."""
    if entry.size and entry.digest in rules.source_digests:
        return _rule(Category.SOURCE, "a file of the application, by its content")
    if rules.is_output.fullmatch(entry.path):
        return _rule(Category.OUTPUT, "output of this application's build")
    if rules.is_source.fullmatch(entry.path):
        return _rule(Category.SOURCE, "source of this application")
    return None


def _of_place(folder: str, name: str) -> Verdict | None:
    """Return what folder and name say of a file of an application."""
    if why := known_places.source_folder(folder):
        return _rule(Category.SOURCE, why)
    if output := known_places.output_folder(folder):
        return _rule(Category.OUTPUT, f"in the output folder {output}")
    if known_places.is_source(name):
        return _rule(Category.SOURCE, "named as sources are")
    if output := known_places.perhaps_output_folder(folder):
        return _rule(Category.OUTPUT, f"in the output folder {output}")
    return _rule(Category.OUTPUT, "named as compiled files are") if known_places.is_output(name) else None


@cache
def _rule(category: Category, why: str) -> Verdict:
    return Verdict(category, why)


@cache
def _tool(kind: str) -> Verdict:
    return Verdict(Category.TOOL, f"known {kind}")


def _base(package: Package) -> Verdict:
    return Verdict(Category.BASE, f"{package.words} of the base image", package.label)


def _of_package(package: Package) -> Verdict:
    category = Category.TOOL if known_tools.is_tool_package(package) else Category.RUNTIME
    return Verdict(category, package.words, package.label)


def _of_npm(found: NpmPackage) -> Verdict:
    """Return the verdict on a package of npm; its manifest's word counts more than its name's fame."""
    if found.dev:
        return Verdict(Category.DEV, found.dev, found.package.label)
    if found.installed_globally and known_tools.is_tool_package(Package("npm", found.owner)):
        return Verdict(Category.TOOL, f"belongs to the package manager {found.owner}", found.package.label)
    return _of_package(found.package)


def _of_go(program: Package | None) -> Verdict:
    if program is None:
        return _rule(Category.OUTPUT, "Go program")
    return Verdict(Category.OUTPUT, f"Go program, {program.words}", program.label)

"""The files of an image, or of two, added up: by category, by folder, by package."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tutor.model.xray import Change, Difference, Fate, Item, Origin, XRay


@dataclass(frozen=True, slots=True)
class Group:
    """One row. The sums of all rows are the sizes of the images."""

    name: str
    """A category, a folder, a package (empty for the files of none). Untrusted."""
    before: int
    """Bytes in the older image; 0 if there is only one."""
    after: int
    count: int
    """Files that were dropped, added or changed, or that came from another group; all files of a single image."""
    moved: int
    """Their bytes, the larger side of what was changed."""
    origin: Origin
    """What brought the largest of them; if nothing moved, the largest file."""

    @property
    def delta(self) -> int:
        """Return how many bytes the group grew by."""
        return self.after - self.before


@dataclass(slots=True)
class _Sum:
    before: int = 0
    after: int = 0
    count: int = 0
    moved: int = 0
    largest: tuple[bool, int] = (False, -1)
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """What one file adds to one group."""

    item: Item
    origin: Origin
    before: int
    after: int
    moved: bool


def by_category(subject: Difference | XRay) -> tuple[Group, ...]:
    """Return the bytes of each category that has files, what moved most first."""
    return _grouped(subject, lambda item: item.category.value)


def by_folder(subject: Difference | XRay, depth: int = 1) -> tuple[Group, ...]:
    """Return the bytes below each folder of the first `depth` levels; files in the root are in the folder with no name."""
    return _grouped(subject, lambda item: "/".join(item.path.split("/", depth)[:-1][:depth]))


def by_package(subject: Difference | XRay) -> tuple[Group, ...]:
    """Return the bytes of each package, and in the row with no name those of files that belong to none."""
    return _grouped(subject, lambda item: item.package)


def _grouped(subject: Difference | XRay, name: Callable[[Item], str]) -> tuple[Group, ...]:
    sums: dict[str, _Sum] = {}
    for part in _parts(subject, name) if isinstance(subject, Difference) else _alone(subject):
        _add(sums.setdefault(name(part.item), _Sum()), part)
    groups = [
        Group(name, s.before, s.after, s.count, s.moved, s.origin) for name, s in sums.items() if s.origin
    ]
    groups.sort(key=lambda g: (-g.moved, -max(g.before, g.after), g.name))
    return tuple(groups)


def _add(to: _Sum, part: _Part) -> None:
    size = max(part.before, part.after)
    to.before += part.before
    to.after += part.after
    to.count += part.moved
    to.moved += size * part.moved
    if (part.moved, size) > to.largest:
        to.largest, to.origin = (part.moved, size), part.origin


def _alone(image: XRay) -> Iterator[_Part]:
    for item in image.items:
        yield _Part(item, image.origins[item.layer], 0, item.size, True)


def _parts(difference: Difference, name: Callable[[Item], str]) -> Iterator[_Part]:
    """Yield what each change adds; a file that is of another group in the newer image leaves one and comes to the other."""
    for change in difference.changes:
        old, new = change.before, change.after
        if old and new and name(old) == name(new):
            yield _Part(new, difference.origin(change), old.size, new.size, change.fate is not Fate.KEPT)
            continue
        yield from _sides(difference, change)


def _sides(difference: Difference, change: Change) -> Iterator[_Part]:
    if change.before:
        yield _Part(change.before, difference.before.origin(change.before), change.before.size, 0, True)
    if change.after:
        yield _Part(change.after, difference.after.origin(change.after), 0, change.after.size, True)

"""Whether a pack and this tutor fit, and if not, which of the two has to be updated."""

from __future__ import annotations

from packaging.specifiers import InvalidSpecifier, Specifier, SpecifierSet
from packaging.version import InvalidVersion, Version

UPDATE_TUTOR = "Update the tutor."
UPDATE_PACK = "Ask its author for a newer pack, or run `tutor pack update`."


def read_range(text: str) -> SpecifierSet | None:
    """Return a range of versions, or None if it is none."""
    try:
        return SpecifierSet(text)
    except InvalidSpecifier:
        return None


def misfit(wanted: SpecifierSet, tutor: str) -> str:
    """Return what to update so that a pack and a tutor of this version fit; empty if they do."""
    ours = Version(tutor)
    against = [one for one in wanted if not one.contains(ours, prereleases=True)]
    if not against:
        return ""
    return UPDATE_PACK if all(_is_below(one, ours) for one in against) else UPDATE_TUTOR


def _is_below(one: Specifier, ours: Version) -> bool:
    """Return whether what a part of the range allows is older than our version."""
    if one.operator in ("<", "<="):
        return True
    if one.operator in (">", ">=", "!="):
        return False
    try:
        return Version(one.version.removesuffix(".*")) < ours
    except InvalidVersion:  # `===` takes any text
        return False

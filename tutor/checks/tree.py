"""Look up paths in an image: in the file system that a container sees, or in any layer, because deleted files ship, too."""

from __future__ import annotations

from tutor.checks.evidence import Evidence
from tutor.model.check_options import OptionSpec
from tutor.model.image import Entry, glob
from tutor.model.links import resolved

Hit = tuple[int, Entry]
"""(layer number, entry)."""
CONTAINER, ANY_LAYER = "container", "any layer"
_WILD = frozenset("*?{")


def where_option(default: str) -> OptionSpec:
    """Return the option that says where to look."""
    return OptionSpec(
        "string",
        choices=(CONTAINER, ANY_LAYER),
        sentence=f"`{CONTAINER}` for what a container sees, `{ANY_LAYER}` for all that ships, deleted files"
        f" included; `{default}` if left out.",
    )


def found_at(evidence: Evidence, pattern: str, where: str) -> list[Hit]:
    """Return what matches a glob from the root: files, links and, in a container, folders. Of a path without wildcards,
    links are followed."""
    pattern = pattern.strip("/")
    if where == ANY_LAYER:
        return list(evidence.image.find(pattern)) if evidence.image else []
    visible = evidence.visible()
    if not _WILD & set(pattern):
        path = resolved(pattern, visible)
        if path in visible or pattern in visible:  # a link that leads nowhere is there itself
            return [visible[path if path in visible else pattern]]
        return [(0, Entry(path, "dir"))] if _has_below(path, evidence) else []
    matches = glob(pattern).fullmatch
    return [hit for path, hit in visible.items() if matches(path)]


def _has_below(path: str, evidence: Evidence) -> bool:
    """Return whether something lies below a path; not every layer has entries of its folders."""
    return not path or any(known.startswith(f"{path}/") for known in evidence.visible())

"""A manifest file: read, parsed, and of a format version that this program knows."""

from __future__ import annotations

from tutor.content.files import Folder, read_utf8
from tutor.content.problems import Report, shown
from tutor.content.yaml_tree import Keys, Scalar, read_tree

FORMAT_VERSION = 1
_WRITE_IT = f"Write `format_version: {FORMAT_VERSION}`."
_MISSING = "is missing; make it, as a file"
MANIFEST_LIMIT = 200_000
"""Bytes of a manifest that are read at most."""


def read_manifest(folder: Folder, name: str, report: Report) -> Keys | None:
    """Return a manifest's tree, or None if it cannot be read or is of another format version."""
    path = folder.inside(name, 1, report)
    if path is None:
        return None
    text, trouble = read_utf8(path, MANIFEST_LIMIT) if path.is_file() else ("", _MISSING)
    if trouble:
        report.add(1, f"this file {trouble}.")
        return None
    tree = read_tree(text, report)
    return tree if tree and _version_fits(tree, report) else None


def _version_fits(tree: Keys, report: Report) -> bool:
    """Judge `format_version` before anything is read that another version may mean otherwise."""
    node = tree.nodes.get("format_version")
    if isinstance(node, Scalar) and node.kind == "a whole number":
        said = "" if node.text == str(FORMAT_VERSION) else f"`format_version` is {shown(node.text)};"
        fix = "Get a newer tutor." if int(node.text) > FORMAT_VERSION else _WRITE_IT
    else:
        fix = _WRITE_IT
        said = "`format_version` must be a whole number;" if node else "`format_version` is missing;"
    if said:
        line = tree.lines.get("format_version", tree.line)
        report.add(line, f"{said} this program reads version {FORMAT_VERSION}. {fix}")
    return not said

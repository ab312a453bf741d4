"""A lab as it is written: what could be read of it, and the line that each thing stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tutor.content.files import Folder
from tutor.content.lab_reader import LabReader
from tutor.content.manifest import read_manifest
from tutor.content.part_joiner import KEY, parts_of
from tutor.content.problems import Problems, Report, shown
from tutor.content.yaml_tree import Items, Keys, Node, Scalar
from tutor.model.check_options import CheckOptions
from tutor.model.course import Lab


@dataclass(frozen=True)
class WrittenLab:
    """What there is of a lab, right or wrong."""

    file: str
    """Its manifest, as messages name it."""
    folder: Path
    tree: Keys | None
    """None if the manifest cannot be read at all."""
    lab: Lab | None
    """What could not be read of it is empty."""

    def line(self, *path: str | int) -> int:
        """Return the line of what a path of keys, entries by id and numbers leads to; as far as it leads."""
        node: Node | None = self.tree
        line = 1
        for part in path:
            if isinstance(node, Keys) and isinstance(part, str):
                line, node = node.lines.get(part, line), node.nodes.get(part)
            elif isinstance(node, Items):
                node = _entry(node, part)
                line = node.line if node else line
            else:
                break
        return line

    def text(self, *path: str | int) -> str:
        """Return the text that a path leads to; empty if there is none."""
        node: Node | None = self.tree
        for part in path:
            if isinstance(node, Keys) and isinstance(part, str):
                node = node.nodes.get(part)
            else:
                node = _entry(node, part) if isinstance(node, Items) else None
        return node.text if isinstance(node, Scalar) else ""

    def has(self, key: str) -> bool:
        """Return whether the manifest has a key that holds something."""
        node = self.tree.nodes.get(key) if self.tree else None
        return node is not None and not (isinstance(node, Items) and not node.nodes)

    def beside(self, name: str) -> str:
        """Return a file of the lab, as messages name it."""
        return f"{self.file.rpartition('/')[0]}/{name}"


def read_written(
    folder: Folder, apps: Folder, known: Mapping[str, CheckOptions], report: Report
) -> tuple[WrittenLab, ...]:
    """Return a lab as far as it can be read, or each of its parts; what is wrong goes to `report`."""
    tree, reader = read_manifest(folder, "lab.yaml", report), LabReader(folder, apps, known, report)
    if tree is None or KEY in tree.nodes:
        parts = parts_of(tree, report) if tree else ()
        found = tuple(_part(reader, part, joined) for part, joined in parts)
        return found or (WrittenLab(report.file, folder.path, tree, None),)
    return (WrittenLab(report.file, folder.path, tree, reader.read(tree)),)


def _part(reader: LabReader, part: str, tree: Keys) -> WrittenLab:
    """Return a part of a lab, called as the lab and the part, in the folder of its own files."""
    report, folder, lab = reader.report, reader.folder.path / part, reader.read(tree)
    if not folder.is_dir():
        said = f"there is no folder {shown(part)} in the lab's folder; a part keeps its files there."
        report.add(tree.lines.get("parts", tree.line), said)
    named = replace(lab, id=f"{lab.id}/{part}", part_of=lab.id, folder=folder)
    return WrittenLab(report.file, folder, tree, named)


def survey_lab(
    folder: Path, apps: Path, known: Mapping[str, CheckOptions], name: str
) -> tuple[tuple[WrittenLab, ...], Problems]:
    """Return one lab outside of any course, or its parts, and what is wrong with it; messages call its folder `name`."""
    problems = Problems()
    report = Report(problems, f"{name}/lab.yaml")
    inside = Folder(folder.resolve(), "the lab's folder")
    outside = Folder(apps.resolve(), "the folder of the sample applications")
    return read_written(inside, outside, known, report), problems


def _entry(items: Items, part: str | int) -> Node | None:
    if isinstance(part, int):
        return items.nodes[part] if part < len(items.nodes) else None
    for node in items.nodes:
        identifier = node.nodes.get("id") if isinstance(node, Keys) else None
        if isinstance(identifier, Scalar) and identifier.text == part:
            return node
    return None

"""A course file: which labs a class is taught, of the tutor and of packs, and in which order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from tutor.content.fields import Fields, read_text
from tutor.content.files import Folder
from tutor.content.manifest import read_manifest
from tutor.content.problems import Problems, Report, did_you_mean, shown
from tutor.errors import ContentProblem

_KEYS = ("format_version", "title", "labs")


@dataclass(frozen=True)
class CourseFile:
    """What a course file says."""

    title: str
    labs: tuple[str, ...]
    """Ids in the order they are taught: `two-stages` of the tutor, `PACK/LAB` of a pack."""


def read_course_file(file: Path, known: Collection[str]) -> CourseFile:
    """Return what a course file says; `known` are the ids of all labs that are there.

    Raises ContentProblem, which names all mistakes, each with its line.
    """
    problems = Problems()
    report = Report(problems, file.name)
    tree = read_manifest(
        Folder(file.absolute().parent.resolve(), "the course file's folder"), file.name, report
    )
    labs: dict[str, int] = {}
    title = ""
    if tree is not None:
        fields = Fields(tree, "the course", _KEYS, report)
        title = fields.text("title")
        for node in fields.items("labs"):
            lab_id = read_text(node, "an entry of `labs`", report)
            if lab_id in labs:
                report.add(node.line, f"{shown(lab_id)} is listed twice; first in line {labs[lab_id]}.")
            elif lab_id and lab_id not in known:
                report.add(node.line, _unknown(lab_id, known))
            elif lab_id:
                labs[lab_id] = node.line
    problems.raise_any()
    if not labs:
        raise ContentProblem(f"{file.name}:1: this file lists no labs.")
    return CourseFile(title, tuple(labs))


def _unknown(lab_id: str, known: Collection[str]) -> str:
    pack, slash, _ = lab_id.partition("/")
    has_pack = any(name.startswith(f"{pack}/") for name in known)
    fix = did_you_mean(lab_id, known)
    if slash and not has_pack and not fix:
        fix = f" `tutor pack list` says whether the pack {shown(pack)} is there and can be used; `tutor pack add` adds it."
    return f"there is no lab {shown(lab_id)}.{fix}"

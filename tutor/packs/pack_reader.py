"""`pack.yaml` to a Pack, with all mistakes at once, each with its line."""

from __future__ import annotations

import re
from pathlib import Path

from tutor import __version__
from tutor.content.fields import Fields
from tutor.content.files import Folder
from tutor.content.manifest import read_manifest
from tutor.content.pack_table import PACK
from tutor.content.problems import Problems, Report, shown
from tutor.errors import ContentProblem
from tutor.packs.pack import MANIFEST, PACK_ID, Pack
from tutor.packs.versions import misfit, read_range

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]*")


def read_pack(folder: Path, tutor: str = __version__) -> Pack:
    """Return the pack in a folder; raises `ContentProblem` if its manifest is wrong, or made for another tutor."""
    problems = Problems()
    report = Report(problems, MANIFEST)
    inside = Folder(folder.resolve(), "the pack's folder")
    tree = read_manifest(inside, MANIFEST, report)
    if tree is not None:
        fields = Fields(tree, PACK.what, PACK.fields, report)
        pack = _read(fields, inside.path, report)
        _check(fields, pack, report, tutor)
    problems.raise_any()
    if tree is None:
        raise ContentProblem(f"{MANIFEST}:1: this file describes no pack.")
    return pack


def _read(fields: Fields, folder: Path, report: Report) -> Pack:
    return Pack(
        id=fields.text("id"),
        title=fields.text("title"),
        version=fields.text("version"),
        tutor=fields.text("tutor"),
        folder=folder,
        description=fields.text("description"),
        licence=fields.text("licence"),
        source=fields.text("source"),
    )


def _check(fields: Fields, pack: Pack, report: Report, tutor: str) -> None:
    if pack.id and not PACK_ID.fullmatch(pack.id):
        said = f"`id` is {shown(pack.id)}; it has lower-case letters, digits and single hyphens, as in `my-pack`."
        report.add(fields.line_of("id"), said)
    if pack.version and not _VERSION.fullmatch(pack.version):
        said = f"`version` is {shown(pack.version)}; write it as in `1.2.0`."
        report.add(fields.line_of("version"), said)
    if pack.tutor:
        _check_range(fields.line_of("tutor"), pack.tutor, report, tutor)


def _check_range(line: int, text: str, report: Report, tutor: str) -> None:
    """Report a range that cannot be read, or that this tutor is not in."""
    wanted = read_range(text)
    if wanted is None:
        report.add(
            line, f"`tutor` is {shown(text)}, which is no range of versions. Write it as in `>=0.1,<1`."
        )
    elif fix := misfit(wanted, tutor):
        report.add(line, f"this pack works with tutor {shown(text)}, and this is tutor {tutor}. {fix}")

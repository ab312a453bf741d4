"""The proofs of a lab: solutions that must pass, mistakes that must fail with a named reason."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.content.fields import Fields, unique
from tutor.content.files import Folder
from tutor.content.lab_table import BUILD_SECONDS, MISTAKE, SOLUTION
from tutor.content.problems import Report, did_you_mean, shown
from tutor.content.yaml_tree import Node
from tutor.model.course import ENGINE_FEATURES, Mistake, Solution


def read_solutions(
    nodes: tuple[Node, ...], ignore: str | None, folder: Folder, report: Report
) -> tuple[Solution, ...]:
    """Return the solutions; at most one is the reference. `ignore` is the lab's own ignore file."""
    read = [
        (f, _solution(f, ignore, folder, report))
        for f in (Fields(n, SOLUTION.what, SOLUTION.fields, report) for n in nodes)
    ]
    unique(((f, s.id) for f, s in read), "solutions", report)
    for fields, _ in [(f, s) for f, s in read if s.reference][1:]:
        report.add(fields.line_of("reference"), "another solution is the reference already; only one can be.")
    return tuple(s for _, s in read)


def read_mistakes(
    nodes: tuple[Node, ...], check_ids: tuple[str, ...], ignore: str | None, folder: Folder, report: Report
) -> tuple[Mistake, ...]:
    """Return the mistakes; each names the check of this lab that must fail first. `ignore` is the lab's own ignore file."""
    read = [
        (f, _mistake(f, ignore, folder, report))
        for f in (Fields(n, MISTAKE.what, MISTAKE.fields, report) for n in nodes)
    ]
    unique(((f, m.id) for f, m in read), "mistakes", report)
    for fields, mistake in read:
        if check_ids and mistake.check and mistake.check not in check_ids:
            said = (
                f"{shown(mistake.check)} is not a check of this lab.{did_you_mean(mistake.check, check_ids)}"
            )
            report.add(fields.line_of("check"), said)
    return tuple(m for _, m in read)


def read_ignore_file(fields: Fields, folder: Folder, report: Report) -> str | None:
    """Return the text of the ignore file that the key `ignore` names; None if it is left out."""
    if fields.node("ignore") is None:
        return None
    return folder.ignore_file(fields.text("ignore"), fields.line_of("ignore"), report)


def _ignore(fields: Fields, usual: str | None, folder: Folder, report: Report) -> str | None:
    """Return the ignore file of a proof, else the lab's; only a lab that has one can have proofs with others."""
    if usual is None and fields.node("ignore") is not None:
        said = "this lab has no ignore file that learners write. Give the lab an `ignore` of its own, or drop this key."
        report.add(fields.line_of("ignore"), said)
        return None
    own = read_ignore_file(fields, folder, report)
    return usual if own is None else own


def _solution(fields: Fields, ignore: str | None, folder: Folder, report: Report) -> Solution:
    return Solution(
        id=fields.identifier("id"),
        title=fields.text("title"),
        data=folder.text_file(fields.text("file"), fields.line_of("file"), report),
        reference=fields.boolean("reference"),
        requires=read_requires(fields, ENGINE_FEATURES, report),
        ignore=_ignore(fields, ignore, folder, report),
    )


def read_requires(fields: Fields, features: Sequence[str], report: Report) -> tuple[str, ...]:
    """Return what an engine must have, of these features."""
    names = fields.texts("requires")
    for name in (n for n in names if n and n not in features):
        known = did_you_mean(name, features) or f" It is one of: {', '.join(features)}."
        report.add(fields.line_of("requires"), f"{shown(name)} is nothing that an engine may lack.{known}")
    return names


def _mistake(fields: Fields, ignore: str | None, folder: Folder, report: Report) -> Mistake:
    name, at = fields.text("file"), fields.line_of("file")
    data = folder.data(name, at, report) or b""
    line = _optional(fields, "line", 1, data.count(b"\n") + 1)
    return Mistake(
        id=fields.identifier("id"),
        title=fields.text("title"),
        data=data,
        check=fields.text("check"),
        diagnosis=fields.identifier("diagnosis"),
        line=line,
        build_seconds=_optional(fields, "build_seconds", *BUILD_SECONDS),
        unanswered=fields.texts("unanswered"),
        requires=read_requires(fields, ENGINE_FEATURES, report),
        ignore=_ignore(fields, ignore, folder, report),
    )


def _optional(fields: Fields, name: str, low: int, high: int) -> int | None:
    return fields.integer(name, low, high) if fields.node(name) is not None else None

"""Explain what a COPY brought that should not ship."""

from __future__ import annotations

import posixpath

from tutor.checks import make
from tutor.checks.evidence import Evidence
from tutor.checks.source import NoSourceCheck
from tutor.diagnosis.failing import workdir
from tutor.diagnosis.rule import Rule, at_line
from tutor.dockerfile import copy_sources
from tutor.model.dockerfile import Instruction
from tutor.model.image import Entry
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line, megabytes


def deleted_later(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """All the source files are hidden by a later layer, but ship in an earlier one."""
    hits = _source_hits(outcome, evidence)
    if not hits or any(evidence.shipped(entry.path) for _, entry in hits):
        return None
    maker = evidence.maker(hits[0][0])
    where = f"line {maker.span.line}" if maker else "an earlier layer"
    return at_line(
        "deleted-later",
        f"The sources are gone from view, but not from the image: the layer of {where} still holds `/{clean_line(hits[0][1].path)}`.",
        "A layer never changes once it is made; a later `rm` only hides its files.",
        "Copy only what runs into a fresh stage.",
        maker,
    )


def copied_root(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """`COPY --from=build / /`."""
    hits = _source_hits(outcome, evidence)
    maker = evidence.maker(hits[0][0]) if hits else None
    if (
        maker is None
        or maker.flag("from") is None
        or "/" not in maker.arguments[:-1]
        or evidence.image is None
    ):
        return None
    size = evidence.image.layers[hits[0][0]].size
    return at_line(
        "copied-root",
        f"Line {maker.span.line} copies `/`, all of the other stage, and puts {megabytes(size)} on top of the base image.",
        "That is all of what the build needed, and a second copy of the base image.",
        "Copy only what the running app reads.",
        maker,
    )


def copied_project(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The shipped stage copies from the project folder, and its sources come along."""
    hits = _source_hits(outcome, evidence)
    maker = evidence.maker(hits[0][0]) if hits else None
    if maker is None or maker.keyword not in ("COPY", "ADD") or maker.flag("from") is not None:
        return None
    return at_line(
        "copied-project",
        f"`/{clean_line(hits[0][1].path)}` is in the image: line {maker.span.line} copies it from your project folder.",
        "The build stage has read the sources already; what runs does not read them.",
        "Take the line away, or copy with it only what the running app reads.",
        maker,
    )


def copied_source(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A folder of sources was copied from the build stage by its name."""
    hits = _source_hits(outcome, evidence)
    maker = evidence.maker(hits[0][0]) if hits else None
    if maker is None or maker.keyword not in ("COPY", "ADD"):
        return None
    named = next((a for a in maker.arguments[:-1] if _is_of_app(evidence, maker, a)), None)
    if named is None:
        return None
    return at_line(
        "copied-source",
        f"Line {maker.span.line} copies `{clean_line(named, 80)}`, so `/{clean_line(hits[0][1].path)}` is in the image.",
        "The sources were needed to build, not to run: the server reads what the build wrote.",
        "Take this path away.",
        maker,
    )


def _is_of_app(evidence: Evidence, maker: Instruction, path: str) -> bool:
    """Return whether a path in another stage is a part of the app as it lies in the project."""
    sources = copy_sources(evidence.dockerfile) if evidence.dockerfile else ()
    stage = next((s.stage for s in sources if s.instruction.span == maker.span), None)
    if stage is None:
        return False
    below = posixpath.relpath(posixpath.join("/", path), workdir(evidence, stage))
    return below != "." and not below.startswith("..") and (evidence.lab.app / below).exists()


def copied_everything(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A whole work folder was copied, sources and all."""
    hits = _source_hits(outcome, evidence)
    maker = evidence.maker(hits[0][0]) if hits else None
    if maker is None or maker.keyword not in ("COPY", "ADD"):
        return None
    return at_line(
        "copied-everything",
        f"`/{clean_line(hits[0][1].path)}` is in the image: line {maker.span.line} copied all of `{clean_line(maker.arguments[0], 60)}`.",
        "The sources were needed to build, not to run.",
        "Copy single things: what the running app reads, and nothing else.",
        maker,
    )


def _source_hits(outcome: Outcome, evidence: Evidence) -> list[tuple[int, Entry]]:
    spec = next((c for c in evidence.lab.checks if c.id == outcome.check_id), None)
    check = make(spec) if spec else None
    return check.find(evidence) if isinstance(check, NoSourceCheck) else []


RULES: tuple[Rule, ...] = (deleted_later, copied_root, copied_project, copied_source, copied_everything)

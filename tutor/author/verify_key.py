"""What the verdict on a case depends on, as one key: two that are equal need no second build."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tutor import __version__
from tutor.attempt.image_builder import needed_bases
from tutor.author.case import Case
from tutor.bases.ensure import known_recipes
from tutor.checks import helpers
from tutor.dockerfile import parse
from tutor.engine.port import Engine
from tutor.errors import EngineTrouble
from tutor.model.course import Lab
from tutor.report.lab_digest import check_parts, lab_digest

_JUDGES = ("attempt", "bases", "checks", "diagnosis", "dockerfile", "engine", "model", "xray")
"""The parts of the tutor whose change may change a verdict."""


@cache
def source_digest() -> str:
    """Return the digest of all code that judges."""
    here, digest = Path(__file__).resolve().parent.parent, hashlib.sha256(__version__.encode())
    for path in sorted(p for part in _JUDGES for p in (here / part).rglob("*.py")):
        digest.update(path.relative_to(here).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def content_digest(lab: Lab) -> str:
    """Return the digest of what a lab brings into every verdict, as it lies on disk now."""
    runs = [p.relative_to(lab.app).as_posix() for p in sorted(lab.app.rglob("*")) if _is_program(p)]
    advice = [check_parts(c) for c in lab.advice]
    parts = [lab_digest(lab), lab.reference.text, lab.reference.ignore, runs, advice]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Judge:
    """What an engine brings into the verdicts of a lab."""

    engine: tuple[str, ...]
    bases: Mapping[str, str]
    """The image id by the name of each base image that a case may need; empty if it is not there."""


def judge_of(engine: Engine | None, lab: Lab) -> Judge | None:
    """Return what an engine brings in; None if it does not answer."""
    if engine is None:
        return None
    try:
        names = {*known_recipes(), *lab.base_images}
        info, images = engine.info(), {name: engine.image(name) for name in names}
    except EngineTrouble:
        return None
    words = (info.name, info.version, info.storage, info.architecture, info.address)
    return Judge(tuple(map(str, words)), {name: image.id if image else "" for name, image in images.items()})


def key_of(case: Case, lab: Lab, content: str, judge: Judge) -> str:
    """Return the key of a case, from what the lab and the engine bring; of the base images, those that it needs count."""
    file = hashlib.sha256(case.data).hexdigest()
    servers = (service.dockerfile for service in lab.services)
    texts = (case.data.decode("utf-8", "replace"), lab.traditional, lab.reference.text, *servers)
    bases = [judge.bases.get(name, "") for name in needed_bases(lab, map(parse, texts), helpers(lab))]
    parts = [source_digest(), content, judge.engine, bases, file, case.ignore, case.build_seconds]
    if lab.wanted_answers:
        parts.append(sorted(case.answered(lab)))
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _is_program(path: Path) -> bool:
    """Return whether a file of the application may be executed, which a COPY keeps."""
    return "node_modules" not in path.parts and path.is_file() and bool(path.stat().st_mode & 0o111)

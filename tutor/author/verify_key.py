"""What the verdict on a case depends on, as one key: two that are equal need no second build."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from tutor import __version__
from tutor.author.case import Case
from tutor.engine.port import Engine
from tutor.errors import EngineTrouble
from tutor.model.course import Lab
from tutor.report.lab_digest import lab_digest

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
    advice = [[c.id, c.kind, dict(c.options), list(c.needs)] for c in lab.advice]
    parts = [lab_digest(lab), lab.reference.text, runs, advice]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def engine_words(engine: Engine | None, lab: Lab) -> str | None:
    """Return what an engine brings into the verdicts of a lab; None if it does not answer."""
    if engine is None:
        return None
    try:
        info, images = engine.info(), [engine.image(reference) for reference in lab.base_images]
    except EngineTrouble:
        return None
    bases = [image.id if image else "" for image in images]
    return json.dumps([info.name, info.version, info.storage, info.architecture, info.address, bases])


def key_of(case: Case, content: str, engine: str) -> str:
    """Return the key of a case, from what the lab and the engine bring."""
    file = hashlib.sha256(case.data).hexdigest()
    parts = [source_digest(), content, engine, file, case.build_seconds]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _is_program(path: Path) -> bool:
    """Return whether a file of the application may be executed, which a COPY keeps."""
    return "node_modules" not in path.parts and path.is_file() and bool(path.stat().st_mode & 0o111)

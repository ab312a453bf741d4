"""Explain a page that answers while a file that it refers to does not."""

from __future__ import annotations

from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule, at_line
from tutor.diagnosis.running import app_root, made
from tutor.model.dockerfile import Instruction
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_STATIC = "/_next/static/"
"""Below which address Next serves what its build made for browsers."""


def static_elsewhere(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """What the build made for browsers was copied, into another folder than the server looks in."""
    if not _is_static(outcome, evidence):
        return None
    name = outcome.where.removeprefix(_STATIC)
    found = [p for p in evidence.visible() if f"/{p}".endswith(f"/{name}") and "node_modules/" not in p]
    path = min(found, key=len, default="")
    maker = _maker(path, evidence)
    if maker is None:
        return None
    return at_line(
        "static-elsewhere",
        f"The page answers, but `{clean_line(outcome.where, 80)}` does not: {outcome.found}.",
        f"Line {maker.span.line} put that file at `/{clean_line(path, 100)}`, and the server looks for it below `/{_folder(evidence)}`.",
        "`COPY` puts the contents of a folder where the right path says: name the folder that the server looks in.",
        maker,
    )


def static_missing(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The scripts and styles that the build made for browsers are not in the image."""
    if not _is_static(outcome, evidence):
        return None
    maker, root = _maker(f"{app_root(evidence)}.next/BUILD_ID", evidence), app_root(evidence)
    by = (
        f"line {maker.span.line}, which brings the build, leaves it out"
        if maker
        else "it is not in the image"
    )
    alone = "; a standalone build is without it" if evidence.shipped(f"{root}server.js") else ""
    return at_line(
        "static-missing",
        f"The page answers, but `{clean_line(outcome.where, 80)}` does not: {outcome.found}.",
        f"The server reads it from `/{_folder(evidence)}`, and {by}{alone}.",
        "Copy that folder, too: it has to have the same name in the image.",
        maker,
    )


def _is_static(outcome: Outcome, evidence: Evidence) -> bool:
    """Return whether a file of the build's was not served, and the folder that the server reads it from is not there."""
    of_assets = any(c.id == outcome.check_id and c.kind == "page_assets" for c in evidence.lab.checks)
    if not of_assets or evidence.image is None or not outcome.where.startswith(_STATIC):
        return False
    return not any(path.startswith(_folder(evidence)) for path in evidence.visible())


def _folder(evidence: Evidence) -> str:
    return f"{app_root(evidence)}.next/static/"


def _maker(path: str, evidence: Evidence) -> Instruction | None:
    """Return the learner's line that brought a file of the image."""
    found = evidence.visible().get(path)
    return evidence.maker(found[0]) if found else None


def public_spilled(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The contents of `public` were copied, without the folder."""
    path = f"{app_root(evidence)}{outcome.where.lstrip('/')}"
    maker = _maker(path, evidence) if _of_assets(outcome, evidence) else None
    if maker is None:
        return None
    return made(
        "public-spilled",
        evidence,
        f"Line {maker.span.line}: the contents of `public` landed in `/{path.rpartition('/')[0]}` itself.",
        "`COPY` puts the contents of a directory into the target, not the directory.",
        "Write the folder on the right, too: `... /app/public ./public`.",
        maker.span.line,
    )


def public_missing(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The page answers, but a file of `public` does not, because no line of the last stage has brought it."""
    path = f"{app_root(evidence)}public{outcome.where}"
    last = evidence.dockerfile.final if evidence.dockerfile else None
    if last is None or not _of_assets(outcome, evidence) or evidence.shipped(path):
        return None
    return at_line(
        "public-missing",
        f"The page answers, but `{clean_line(outcome.where, 80)}` does not: {outcome.found}.",
        f"Files of `public` are no part of what the build writes: the server reads them from disk, and the last stage, line {last.span.line}, has no `/{clean_line(path, 80)}`.",
        "Copy the `public` folder into the last stage, too.",
        last.instructions[0],
    )


def _of_assets(outcome: Outcome, evidence: Evidence) -> bool:
    """Return whether a file of the project's own, not one that the build made, was not served."""
    kind = next((c.kind for c in evidence.lab.checks if c.id == outcome.check_id), "")
    is_file = (evidence.lab.app / "public" / outcome.where.strip("/")).is_file()
    of_assets = kind == "page_assets" or (kind == "http" and bool(outcome.where.strip("/")) and is_file)
    return of_assets and evidence.image is not None and not outcome.where.startswith("/_next/")


RULES: tuple[Rule, ...] = (static_elsewhere, static_missing, public_spilled, public_missing)

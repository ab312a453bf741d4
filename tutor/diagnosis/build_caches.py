"""Explain a build that looks for what a cache mount held."""

from __future__ import annotations

import csv
import posixpath
import re
from dataclasses import replace

from tutor.checks.evidence import Evidence
from tutor.diagnosis.failing import (
    failed_run,
    failing,
    failing_source,
    failing_stage,
    history,
    lines_above,
    made,
    missing_argument,
    missing_file,
    printed,
    workdir,
)
from tutor.diagnosis.rule import Rule
from tutor.model.dockerfile import Instruction, Stage
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean

_LACKS = re.compile(r"not found|cannot find|no such file|could not resolve|ENOENT", re.IGNORECASE)
_WHY = "A cache mount is there only while its own `RUN` works; it belongs to the engine, and no layer keeps any of it."


def copied_from_mount(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """COPY --from asks for what only a cache mount of that stage held."""
    source, instruction = failing_source(evidence), failing(evidence)
    if source is None or source.stage is None or instruction is None or not missing_file(evidence):
        return None
    if evidence.dockerfile is None:
        return None
    stage = evidence.dockerfile.stages[source.stage]
    path = posixpath.join("/", missing_argument(evidence, instruction))
    mount = next((m for m in _mounts(evidence, stage, history(evidence, stage)) if _is_in(path, m[1])), None)
    if mount is None:
        return None
    return made(
        "cache-mount-not-kept",
        evidence,
        f"Line {instruction.span.line} copies `{clean(path, 80)}`, which was a cache mount of line {mount[0].span.line}.",
        _WHY,
        "Copy what the command made outside of the mount, or drop the line.",
    )


def packages_in_mount(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A command needs the packages that another line has installed into a cache mount."""
    instruction, stage = failed_run(evidence), failing_stage(evidence)
    if instruction is None or stage is None or not _LACKS.search(printed(evidence)):
        return None
    above = lines_above(evidence, stage)
    mount = next((m for m in _mounts(evidence, stage, above) if m[1].endswith("/node_modules")), None)
    if mount is None:
        return None
    found = made(
        "cache-mount-not-kept",
        evidence,
        f"Line {mount[0].span.line} installed the packages into a cache mount, and line {instruction.span.line} does not find them.",
        _WHY,
        "Mount the folder of npm's downloads, `/root/.npm`, and let `node_modules` be a part of the layer.",
    )
    return replace(found, line=mount[0].span.line)


def _mounts(
    evidence: Evidence, stage: Stage, lines: tuple[Instruction, ...]
) -> tuple[tuple[Instruction, str], ...]:
    """Return (RUN, absolute target) of the cache mounts of some lines."""
    found = []
    for i in (i for i in lines if i.keyword == "RUN"):
        for flag in (f.value or "" for f in i.flags if f.name == "mount"):
            pairs = dict(part.split("=", 1) for part in next(csv.reader([flag]), []) if "=" in part)
            target = pairs.get("target") or pairs.get("dst") or pairs.get("destination")
            if pairs.get("type") == "cache" and target:
                found.append((i, posixpath.join(workdir(evidence, stage.index), target).rstrip("/")))
    return tuple(found)


def _is_in(path: str, folder: str) -> bool:
    return f"{posixpath.normpath(path)}/".startswith(f"{folder}/")


RULES: tuple[Rule, ...] = (copied_from_mount, packages_in_mount)

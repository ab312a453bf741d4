"""One digest for all that a lab's verdicts depend on: two that are equal judge alike."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tutor.engine.context import effective_ignore
from tutor.engine.context_digest import context_digest
from tutor.engine.context_files import walk
from tutor.model.build_inputs import BuildInputs
from tutor.model.course import CheckSpec, Lab

_STRAY = frozenset({"node_modules", ".next", ".git", ".DS_Store", "Thumbs.db"})
"""Names of what builds and desktops leave in a folder."""


def lab_digest(lab: Lab) -> str:
    """Return the digest of a lab's checks, limits, traditional Dockerfile, application and servers, as `sha256:...`."""
    digest = hashlib.sha256()
    for part in _parts(lab):
        digest.update(hashlib.sha256(part).digest())
    return f"sha256:{digest.hexdigest()}"


def check_parts(check: CheckSpec) -> list[Any]:
    """Return what a verdict depends on of a check, as plain values."""
    image = [asdict(check.image)] if check.image else []
    return [check.id, check.kind, dict(check.options), list(check.needs), *image]


def _parts(lab: Lab) -> Iterator[bytes]:
    checks = [check_parts(c) for c in lab.checks]
    limits = [lab.limits.build_seconds, lab.limits.start_seconds, lab.limits.memory_mb, lab.limits.processes]
    yield json.dumps([lab.id, lab.port, list(lab.base_images), limits, checks], sort_keys=True).encode()
    yield lab.traditional.encode()
    if lab.reading is not None:
        yield json.dumps(asdict(lab.reading), sort_keys=True).encode()
    if any(check.kind == "changed_lines" for check in lab.checks):
        yield lab.start.encode()
    if any("share_of_reference" in check.options for check in lab.checks):
        yield lab.reference.text.encode()
        if lab.reference.ignore is not None:
            yield lab.reference.ignore.encode()
    yield from _app(lab.app)
    for service in lab.services:
        own = [service.id, service.host, service.port, service.during, service.ready]
        yield json.dumps([*own, context_digest(service.folder)]).encode()
    if lab.build != BuildInputs():
        yield json.dumps([dict(lab.build.arguments), dict(lab.build.secrets)], sort_keys=True).encode()


def _app(app: Path) -> Iterator[bytes]:
    """Yield name and content of what the build context holds, and of the file that says what that is."""
    ignore = app / ".dockerignore"
    if ignore.is_file():
        yield ignore.read_bytes()
    found = walk(app, excludes=effective_ignore(app))
    for path in sorted(f.path for f in found if f.is_regular):
        parts = path.split("/")
        if not _STRAY.intersection(parts):
            yield os.fsencode(path)
            yield (app / path).read_bytes()

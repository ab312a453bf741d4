"""One digest for all that a lab's verdicts depend on: two that are equal judge alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from tutor.model.course import Lab


def lab_digest(lab: Lab) -> str:
    """Return the digest of a lab's checks, limits, traditional Dockerfile and application, as `sha256:...`."""
    digest = hashlib.sha256()
    for part in _parts(lab):
        digest.update(hashlib.sha256(part).digest())
    return f"sha256:{digest.hexdigest()}"


def _parts(lab: Lab) -> Iterator[bytes]:
    checks = [[c.id, c.kind, dict(c.options), list(c.needs)] for c in lab.checks]
    limits = [lab.limits.build_seconds, lab.limits.start_seconds, lab.limits.memory_mb, lab.limits.processes]
    yield json.dumps([lab.id, lab.port, list(lab.base_images), limits, checks], sort_keys=True).encode()
    yield lab.traditional.encode()
    for path in sorted(lab.app.rglob("*")):
        if path.is_file() and "node_modules" not in path.parts:
            yield path.relative_to(lab.app).as_posix().encode()
            yield path.read_bytes()

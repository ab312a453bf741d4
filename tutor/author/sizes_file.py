"""The sizes of a lab's images, recorded in its folder: whoever changes the lab sees what that did to them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tutor.author.case import Kind
from tutor.author.lab_proof import LabProof
from tutor.errors import UsageProblem

NAME = "sizes.json"


def record_sizes(proof: LabProof) -> Path:
    """Write the file and return its path; raises `UsageProblem` if it cannot be written."""
    path = proof.lab.folder / NAME
    try:
        path.write_text(json.dumps(sizes_form(proof), indent=2) + "\n", encoding="utf-8")
    except OSError as e:
        raise UsageProblem(
            f"{path} cannot be written: {e.strerror}.",
            "Make the lab's folder writable, or leave out --record.",
        ) from None
    return path


def sizes_form(proof: LabProof) -> dict[str, Any]:
    """Return the sizes in bytes; a case without an image has none."""
    sizes: dict[Kind, dict[str, int]] = {kind: {} for kind in Kind}
    for finding in proof.findings:
        if finding.seen.size is not None:
            sizes[finding.case.kind][finding.case.id] = finding.seen.size
    return {
        "solutions": sizes[Kind.SOLUTION],
        "traditional": proof.traditional,
        "start": sizes[Kind.START].get("start"),
        "mistakes": sizes[Kind.MISTAKE],
        "recorded": datetime.now(UTC).date().isoformat(),
        "engine": proof.engine,
    }
